namespace Netes.Storage.Caching.Trees;

/// <summary>How a tree sorts its entries, and what of an entry its inner nodes keep.</summary>
internal interface ITreeOrder<TKey, TEntry>
{
    static abstract int Compare(in TKey key, in TEntry entry);
    static abstract int CompareKeys(in TKey x, in TKey y);
    static abstract TKey KeyOf(in TEntry entry);
}
