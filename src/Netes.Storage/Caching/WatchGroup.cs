namespace Netes.Storage.Caching;

/// <summary>Watchers that want the same: what they are told is decided once.</summary>
internal sealed class WatchGroup<TItem>(string scope, CacheFilter<TItem>? filter) where TItem : CachedObject
{
    private readonly List<CacheWatch<TItem>> _watches = [];

    public string Scope => scope;
    public CacheFilter<TItem>? Filter => filter;
    public IReadOnlyList<CacheWatch<TItem>> Watches => _watches;

    public void Add(CacheWatch<TItem> watch)
    {
        watch.Group = this;
        watch.IndexInGroup = _watches.Count;
        _watches.Add(watch);
    }

    /// <summary>The last one moves into the gap.</summary>
    public void Remove(CacheWatch<TItem> watch)
    {
        var last = _watches[^1];
        _watches[watch.IndexInGroup] = last;
        last.IndexInGroup = watch.IndexInGroup;
        _watches.RemoveAt(_watches.Count - 1);
        watch.Group = null;
    }

    /// <param name="change">A change in scope.</param>
    /// <param name="slow">Takes the watchers whose queues are full.</param>
    public void Send(CacheChange<TItem> change, List<CacheWatch<TItem>> slow)
    {
        if (change.See(filter) is not { } seen) return;
        for (var i = 0; i < _watches.Count; i++)
            if (!_watches[i].Offer(seen)) slow.Add(_watches[i]);
    }
}
