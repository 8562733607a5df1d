using Netes.Storage.Caching.Trees;

namespace Netes.Storage.Caching;

/// <summary>Everything that a cache holds as of one revision. Never changes.</summary>
internal sealed record CacheState<TItem>(
    long Revision,
    SortedTree<string, TItem, ObjectOrder<TItem>> Items,
    IReadOnlyList<CacheIndex<TItem>> IndexDefinitions,
    SortedTree<IndexEntry, IndexEntry, IndexOrder>[] Indexes) where TItem : CachedObject
{
    public int CountBefore(string key) => Items.CountBefore(key);

    public SortedTree<IndexEntry, IndexEntry, IndexOrder> Index(string name)
    {
        for (var i = 0; i < Indexes.Length; i++)
            if (IndexDefinitions[i].Name == name) return Indexes[i];
        throw new ArgumentException($"there is no index {name}", nameof(name));
    }
}
