namespace Netes.Storage.Caching;

/// <summary>
/// Brings each change to the watchers that it concerns, without looking at the others: a watcher whose filter names an index
/// stands under its value there, any other under its scope; a change is looked up under the values that its item has and
/// had, and under each prefix of its key.
/// <code>
///   change ──► by index value  ("spec.nodeName" = "n1") ──► groups ──► filter once per group ──► queues
///        └───► by scope ("/registry/pods/", ".../ns/") ──► groups ──►         "
/// </code>
/// Also keeps the history, so that a watcher is added at one exact point between replay and live events.
/// </summary>
/// <param name="options">Indexes and bounds.</param>
/// <param name="prefix">The resource's keys.</param>
/// <param name="settled">Up to which revision the store has nothing more to tell than has been published here.</param>
internal sealed class CacheDispatch<TItem>(WatchCacheOptions<TItem> options, string prefix, Func<long> settled)
    where TItem : CachedObject
{
    private readonly Lock _gate = new();
    private readonly CacheHistory<TItem> _history = new(options.HistoryEvents, options.HistoryBytes);
    private readonly Dictionary<(string Scope, string? Filter), WatchGroup<TItem>> _groups = [];
    private readonly Dictionary<string, List<WatchGroup<TItem>>> _byScope = [];

    private readonly Dictionary<string, List<WatchGroup<TItem>>>[] _byIndex =
        [.. options.Indexes.Select(_ => new Dictionary<string, List<WatchGroup<TItem>>>())];

    private readonly List<string> _values = [], _oldValues = [];
    private readonly List<CacheWatch<TItem>> _slow = [];
    private CacheState<TItem>? _state;
    private bool _closed;

    /// <summary>Null: nothing has been loaded yet.</summary>
    public CacheState<TItem>? State => Volatile.Read(ref _state);

    public static bool InScope(string key, string scope) =>
        scope.EndsWith('/') ? key.StartsWith(scope, StringComparison.Ordinal) : key == scope;

    /// <summary>The cache has been filled (again). Watchers of the time before can't go on.</summary>
    public void Restart(CacheState<TItem> state)
    {
        lock (_gate)
        {
            EndAll(CacheWatchEnd.Restarted);
            _history.Reset(state.Revision);
            Volatile.Write(ref _state, state);
        }
    }

    public void Publish(CacheState<TItem> state, List<CacheChange<TItem>> changes)
    {
        lock (_gate)
        {
            foreach (var change in changes)
            {
                _history.Add(change);
                if (_groups.Count > 0) Send(change);
            }
            foreach (var watch in _slow) RemoveLocked(watch, CacheWatchEnd.TooSlow);
            _slow.Clear();
            Volatile.Write(ref _state, state);
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            EndAll(CacheWatchEnd.Closed);
            Volatile.Write(ref _state, null); // nobody reads what no longer follows the store
        }
    }

    /// <summary>Begins a watch with the events after a revision.</summary>
    public CacheWatch<TItem> AddAfter(CacheWatchRequest<TItem> request)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            var after = request.Revision == CacheWatchRequest<TItem>.Latest ? _state!.Revision : request.Revision;
            if (after < _history.Floor)
            {
                throw new StoreException(StoreError.Compacted, $"too old resource version: {after} ({_history.Floor})")
                {
                    CompactedRevision = _history.Floor,
                };
            }
            var watch = new CacheWatch<TItem>(this, request, options.WatcherCapacity) { After = after };
            watch.BeginWith(_history.After(after));
            AddLocked(watch, request);
            return watch;
        }
    }

    /// <summary>Begins a watch with the present items.</summary>
    public CacheWatch<TItem> AddWithState(CacheWatchRequest<TItem> request)
    {
        var told = settled();
        lock (_gate)
        {
            ThrowIfClosed();
            var snapshot = new CacheSnapshot<TItem>(_state!, Math.Max(told, _state!.Revision));
            var range = request.Scope.EndsWith('/') ? KeyRange.Prefix(request.Scope) : KeyRange.Key(request.Scope);
            var items = request.Filter?.Index is { } index
                ? snapshot.ByIndex(index.Name, index.Value, range)
                : snapshot.Range(range);
            var end = request.Start != CacheWatchStart.StateAndBookmark
                ? null
                : new CacheEvent<TItem>(CacheEventType.Bookmark, null, snapshot.Revision) { InitialEventsEnd = true };
            var watch = new CacheWatch<TItem>(this, request, options.WatcherCapacity) { After = _state.Revision };
            watch.BeginWith(items, end);
            AddLocked(watch, request);
            return watch;
        }
    }

    public void Remove(CacheWatch<TItem> watch, CacheWatchEnd reason)
    {
        lock (_gate) RemoveLocked(watch, reason);
    }

    /// <summary>To all that want them.</summary>
    public void SendBookmarks()
    {
        var told = settled();
        lock (_gate)
        {
            if (_state is null) return;
            var bookmark = new CacheEvent<TItem>(CacheEventType.Bookmark, null, Math.Max(told, _state.Revision));
            foreach (var group in _groups.Values)
                foreach (var watch in group.Watches)
                    if (watch.WantsBookmarks && !watch.Offer(bookmark)) _slow.Add(watch);
            foreach (var watch in _slow) RemoveLocked(watch, CacheWatchEnd.TooSlow);
            _slow.Clear();
        }
    }

    public void SendBookmark(CacheWatch<TItem> watch)
    {
        var told = settled();
        lock (_gate)
        {
            if (watch.Group is null) return;
            var bookmark = new CacheEvent<TItem>(CacheEventType.Bookmark, null, Math.Max(told, _state!.Revision));
            if (!watch.Offer(bookmark)) RemoveLocked(watch, CacheWatchEnd.TooSlow);
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed) throw new StoreException(StoreError.Closed, "the cache is closed");
    }

    private void Send(CacheChange<TItem> change)
    {
        var scopes = _byScope.GetAlternateLookup<ReadOnlySpan<char>>();
        var key = change.Key;
        for (var end = prefix.Length; end > 0; end = key.IndexOf('/', end) + 1) SendTo(scopes, key.AsSpan(0, end), change);
        SendTo(scopes, key, change);

        for (var i = 0; i < _byIndex.Length; i++)
        {
            if (_byIndex[i].Count == 0) continue;
            _values.Clear();
            _oldValues.Clear();
            if (change.Current is { } current) options.Indexes[i].Values(current, _values);
            if (change.Old is { } old) options.Indexes[i].Values(old, _oldValues);
            foreach (var value in _values) SendTo(_byIndex[i], value, change);
            foreach (var value in _oldValues)
                if (!_values.Contains(value)) SendTo(_byIndex[i], value, change);
        }
    }

    private void SendTo(
        Dictionary<string, List<WatchGroup<TItem>>>.AlternateLookup<ReadOnlySpan<char>> scopes, ReadOnlySpan<char> scope,
        CacheChange<TItem> change)
    {
        if (!scopes.TryGetValue(scope, out var groups)) return;
        foreach (var group in groups) group.Send(change, _slow);
    }

    private void SendTo(Dictionary<string, List<WatchGroup<TItem>>> byValue, string value, CacheChange<TItem> change)
    {
        if (!byValue.TryGetValue(value, out var groups)) return;
        foreach (var group in groups)
            if (InScope(change.Key, group.Scope)) group.Send(change, _slow);
    }

    private void AddLocked(CacheWatch<TItem> watch, CacheWatchRequest<TItem> request)
    {
        var identity = (request.Scope, request.Filter?.Identity);
        if (!_groups.TryGetValue(identity, out var group))
        {
            _groups[identity] = group = new WatchGroup<TItem>(request.Scope, request.Filter);
            var (seats, seat) = Seat(group);
            if (!seats.TryGetValue(seat, out var groups)) seats[seat] = groups = [];
            groups.Add(group);
        }
        group.Add(watch);
    }

    private void RemoveLocked(CacheWatch<TItem> watch, CacheWatchEnd reason)
    {
        watch.Finish(reason);
        if (watch.Group is not { } group) return;
        group.Remove(watch);
        if (group.Watches.Count > 0) return;
        _groups.Remove((group.Scope, group.Filter?.Identity));
        var (seats, seat) = Seat(group);
        seats[seat].Remove(group);
        if (seats[seat].Count == 0) seats.Remove(seat);
    }

    private (Dictionary<string, List<WatchGroup<TItem>>> Seats, string Seat) Seat(WatchGroup<TItem> group)
    {
        if (group.Filter?.Index is not { } index) return (_byScope, group.Scope);
        for (var i = 0; i < _byIndex.Length; i++)
            if (options.Indexes[i].Name == index.Name) return (_byIndex[i], index.Value);
        throw new ArgumentException($"there is no index {index.Name}");
    }

    private void EndAll(CacheWatchEnd reason)
    {
        foreach (var group in _groups.Values)
        {
            foreach (var watch in group.Watches)
            {
                watch.Finish(reason);
                watch.Group = null;
            }
        }
        _groups.Clear();
        _byScope.Clear();
        foreach (var seats in _byIndex) seats.Clear();
    }
}
