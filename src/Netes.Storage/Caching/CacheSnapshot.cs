using Netes.Storage.Caching.Trees;

namespace Netes.Storage.Caching;

/// <summary>The items of one resource as of one revision. Costs nothing to take, blocks nobody, never changes.</summary>
public readonly struct CacheSnapshot<TItem> where TItem : CachedObject
{
    private readonly CacheState<TItem> _state;

    internal CacheSnapshot(CacheState<TItem> state, long revision)
    {
        _state = state;
        Revision = revision;
    }

    /// <summary>The list's resource version.</summary>
    public long Revision { get; }

    /// <summary>Whether nothing changed between the two, whatever their revisions.</summary>
    public bool SameItems(CacheSnapshot<TItem> other) => _state is not null && other._state is not null && ReferenceEquals(_state.Items.Root, other._state.Items.Root);

    public TItem? Get(string key) => _state.Items.TryGet(key, out var item) ? item : null;

    /// <summary>The items in key order. Stop enumerating where the limit is; go on with <see cref="KeyRange.After"/>.</summary>
    public IEnumerable<TItem> Range(KeyRange range) => _state.Items.Take(range.From, Count(range));

    /// <summary>How many items the range holds, in logarithmic time (remainingItemCount).</summary>
    public int Count(KeyRange range)
    {
        var end = range.To is { } to ? _state.Items.CountBefore(to) : _state.Items.Count;
        return Math.Max(0, end - _state.Items.CountBefore(range.From));
    }

    /// <summary>The items of the range that have the value in the index, in key order.</summary>
    public IEnumerable<TItem> ByIndex(string index, string value, KeyRange range)
    {
        var state = _state;
        return state.Index(index).Take(new IndexEntry(value, range.From), CountByIndex(index, value, range)).Select(entry =>
        {
            state.Items.TryGet(entry.Key!, out var item);
            return item;
        });
    }

    /// <summary>How many items have the value, in logarithmic time: for choosing the narrowest of several indexes.</summary>
    public int CountByIndex(string index, string value, KeyRange range)
    {
        var tree = _state.Index(index);
        return Math.Max(0, tree.CountBefore(new IndexEntry(value, range.To)) - tree.CountBefore(new IndexEntry(value, range.From)));
    }
}
