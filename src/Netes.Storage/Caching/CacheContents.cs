using Netes.Storage.Caching.Trees;

namespace Netes.Storage.Caching;

/// <summary>The cache's next state in the making: applies what the store tells to the trees. For the cache's own loop.</summary>
internal sealed class CacheContents<TItem>(Func<KeyValue, TItem> create, IReadOnlyList<CacheIndex<TItem>> indexes)
    where TItem : CachedObject
{
    private readonly TreeBuilder<string, TItem, ObjectOrder<TItem>> _items = new(SortedTree<string, TItem, ObjectOrder<TItem>>.Empty);

    private readonly TreeBuilder<IndexEntry, IndexEntry, IndexOrder>[] _indexes =
        [.. indexes.Select(_ => new TreeBuilder<IndexEntry, IndexEntry, IndexOrder>(SortedTree<IndexEntry, IndexEntry, IndexOrder>.Empty))];

    private readonly List<string> _oldValues = [], _newValues = [];

    /// <exception cref="StoreException"><see cref="StoreError.Corrupt"/>: the value is no object.</exception>
    public CacheChange<TItem> Put(KeyValue stored)
    {
        var item = Create(stored);
        _items.Set(item, out var old);
        Reindex(old, item);
        return new CacheChange<TItem>(item.Revision, old, item, create);
    }

    /// <summary>Null: the key was not there.</summary>
    public CacheChange<TItem>? Delete(string key, long revision)
    {
        if (!_items.Remove(key, out var old)) return null;
        Reindex(old, null);
        return new CacheChange<TItem>(revision, old, null, create);
    }

    public CacheState<TItem> ToState(long revision) =>
        new(revision, _items.ToTree(), indexes, Array.ConvertAll(_indexes, index => index.ToTree()));

    private TItem Create(KeyValue stored)
    {
        try
        {
            return create(stored);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or FormatException)
        {
            throw new StoreException(StoreError.Corrupt, $"{stored.Key}: {e.Message}", e);
        }
    }

    private void Reindex(TItem? old, TItem? current)
    {
        for (var i = 0; i < _indexes.Length; i++)
        {
            _oldValues.Clear();
            _newValues.Clear();
            if (old is not null) indexes[i].Values(old, _oldValues);
            if (current is not null) indexes[i].Values(current, _newValues);
            foreach (var value in _oldValues)
                if (!_newValues.Contains(value)) _indexes[i].Remove(new IndexEntry(value, old!.Key), out _);
            foreach (var value in _newValues)
                if (!_oldValues.Contains(value)) _indexes[i].Set(new IndexEntry(Shared(_indexes[i].Current, value), current!.Key), out _);
        }
    }

    /// <summary>Thousands of items have the same value: they share one string.</summary>
    private static string Shared(SortedTree<IndexEntry, IndexEntry, IndexOrder> index, string value)
    {
        foreach (var entry in index.Take(new IndexEntry(value, ""), 1))
            if (entry.Value == value) return entry.Value;
        return value;
    }
}
