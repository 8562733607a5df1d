namespace Netes.Storage.Caching.Trees;

/// <summary>Cached objects by their keys.</summary>
internal readonly struct ObjectOrder<TItem> : ITreeOrder<string, TItem> where TItem : CachedObject
{
    public static int Compare(in string key, in TItem entry) => Utf8Order.Compare(key, entry.Key);
    public static int CompareKeys(in string x, in string y) => Utf8Order.Compare(x, y);
    public static string KeyOf(in TItem entry) => entry.Key;
}

/// <summary>
/// That the item with the key has the value. The item itself is looked up in the main tree, so that an index changes only
/// when a value does.
/// </summary>
/// <param name="Key">Null in searches: behind every item with the value.</param>
internal readonly record struct IndexEntry(string Value, string? Key);

internal readonly struct IndexOrder : ITreeOrder<IndexEntry, IndexEntry>
{
    public static int Compare(in IndexEntry x, in IndexEntry y)
    {
        var order = Utf8Order.Compare(x.Value, y.Value);
        if (order != 0) return order;
        if (x.Key is null || y.Key is null) return (x.Key is null ? 1 : 0) - (y.Key is null ? 1 : 0);
        return Utf8Order.Compare(x.Key, y.Key);
    }

    public static int CompareKeys(in IndexEntry x, in IndexEntry y) => Compare(x, y);
    public static IndexEntry KeyOf(in IndexEntry entry) => entry;
}
