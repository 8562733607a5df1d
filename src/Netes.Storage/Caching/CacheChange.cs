namespace Netes.Storage.Caching;

/// <summary>
/// One change of one item, and what watchers may be told of it, depending on whether they saw the item before and see it
/// now. Each of the three events is made once, for whoever needs it first.
/// </summary>
/// <param name="revision">The change's revision.</param>
/// <param name="old">Null: the item is new.</param>
/// <param name="current">Null: the item was deleted.</param>
/// <param name="create">The cache's way of making items.</param>
internal sealed class CacheChange<TItem>(long revision, TItem? old, TItem? current, Func<KeyValue, TItem> create)
    where TItem : CachedObject
{
    private CacheEvent<TItem>? _added, _modified, _deleted;

    public long Revision => revision;
    public TItem? Old => old;
    public TItem? Current => current;
    public string Key => (current ?? old)!.Key;

    /// <summary>What a watcher with the filter is told; null: nothing.</summary>
    public CacheEvent<TItem>? See(CacheFilter<TItem>? filter)
    {
        var now = current is not null && (filter is null || filter.Matches(current));
        var before = old is not null && (filter is null || filter.Matches(old));
        return (before, now) switch
        {
            (false, true) => Volatile.Read(ref _added) ?? Keep(ref _added, CacheEventType.Added, current!),
            (true, true) => Volatile.Read(ref _modified) ?? Keep(ref _modified, CacheEventType.Modified, current!),
            (true, false) => Volatile.Read(ref _deleted) ?? Keep(ref _deleted, CacheEventType.Deleted, create(old!.StoredAt(revision))),
            _ => null,
        };
    }

    private CacheEvent<TItem> Keep(ref CacheEvent<TItem>? slot, CacheEventType type, TItem item)
    {
        var made = new CacheEvent<TItem>(type, item, revision);
        return Interlocked.CompareExchange(ref slot, made, null) ?? made;
    }
}
