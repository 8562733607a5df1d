using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Netes.Storage.Caching;

/// <summary>Why a watch has no more events. The client may begin another one from the last revision it saw.</summary>
public enum CacheWatchEnd
{
    None,

    /// <summary>The watcher was disposed.</summary>
    Disposed,

    /// <summary>The reader did not keep up.</summary>
    TooSlow,

    /// <summary>The cache lost its own watch on the store and has read everything anew.</summary>
    Restarted,

    /// <summary>The cache was closed, or could not go on.</summary>
    Closed,
}

/// <summary>
/// One watcher's events: read all that are there with <see cref="TryRead"/>, flush, then wait. One reader at a time.
/// First come the initial items, straight from a snapshot; then the history, straight from the ring; then what the cache
/// put into the queue since the watch began. Only the queue takes memory of its own.
/// </summary>
public sealed class CacheWatch<TItem> : IDisposable where TItem : CachedObject
{
    private readonly CacheDispatch<TItem> _dispatch;
    private readonly Channel<CacheEvent<TItem>> _queue;
    private readonly CacheFilter<TItem>? _filter;
    private readonly string _scope;
    private IEnumerator<TItem>? _initial;
    private CacheEvent<TItem>? _initialEnd;
    private CacheChange<TItem>[] _history = [];
    private int _replayed;
    private int _end;

    internal CacheWatch(CacheDispatch<TItem> dispatch, CacheWatchRequest<TItem> request, int capacity)
    {
        _dispatch = dispatch;
        _filter = request.Filter;
        _scope = request.Scope;
        WantsBookmarks = request.Bookmarks;
        _queue = Channel.CreateBounded<CacheEvent<TItem>>(new BoundedChannelOptions(capacity) { SingleReader = true });
    }

    /// <summary>Its place among the watchers that are served together.</summary>
    internal WatchGroup<TItem>? Group { get; set; }
    internal int IndexInGroup { get; set; }
    internal bool WantsBookmarks { get; }

    /// <summary>Events up to this revision are not for this watcher (it began in the future).</summary>
    internal long After { get; set; }

    public CacheWatchEnd End => (CacheWatchEnd)Volatile.Read(ref _end);

    public bool TryRead([NotNullWhen(true)] out CacheEvent<TItem>? next)
    {
        if (End != CacheWatchEnd.None)
        {
            next = null;
            return false;
        }
        return TryReadInitial(out next) || TryReadHistory(out next) || _queue.Reader.TryRead(out next);
    }

    /// <summary>
    /// True: there may be an event, try to read; false: the watch has ended.
    /// </summary>
    public async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        if (End != CacheWatchEnd.None) return false;
        if (_initial is not null || _initialEnd is not null || _replayed < _history.Length) return true;
        return await _queue.Reader.WaitToReadAsync(cancellationToken) && End == CacheWatchEnd.None;
    }

    /// <summary>Asks for a bookmark of the cache's present revision, behind all events up to there.</summary>
    public void RequestBookmark() => _dispatch.SendBookmark(this);

    public void Dispose() => _dispatch.Remove(this, CacheWatchEnd.Disposed);

    internal void BeginWith(IEnumerable<TItem> initial, CacheEvent<TItem>? end)
    {
        _initial = initial.GetEnumerator();
        _initialEnd = end;
    }

    internal void BeginWith(CacheChange<TItem>[] history) => _history = history;

    /// <summary>False: the queue is full. The watch has then ended, for it would have a gap.</summary>
    internal bool Offer(CacheEvent<TItem> next)
    {
        if (next.Revision < After || next.Revision == After && next.Type != CacheEventType.Bookmark) return true;
        if (_queue.Writer.TryWrite(next)) return true;
        Finish(CacheWatchEnd.TooSlow);
        return false;
    }

    internal void Finish(CacheWatchEnd end)
    {
        Interlocked.CompareExchange(ref _end, (int)end, (int)CacheWatchEnd.None);
        _queue.Writer.TryComplete();
    }

    private bool TryReadInitial([NotNullWhen(true)] out CacheEvent<TItem>? next)
    {
        while (_initial is { } initial)
        {
            if (!initial.MoveNext())
            {
                initial.Dispose();
                _initial = null;
            }
            else if (_filter is null || _filter.Matches(initial.Current))
            {
                next = new CacheEvent<TItem>(CacheEventType.Added, initial.Current, initial.Current.Revision);
                return true;
            }
        }
        next = _initialEnd;
        _initialEnd = null;
        return next is not null;
    }

    private bool TryReadHistory([NotNullWhen(true)] out CacheEvent<TItem>? next)
    {
        while (_replayed < _history.Length)
        {
            var change = _history[_replayed++];
            if (CacheDispatch<TItem>.InScope(change.Key, _scope) && change.See(_filter) is { } seen)
            {
                next = seen;
                return true;
            }
        }
        _history = []; // the ring may forget them now
        _replayed = 0;
        next = null;
        return false;
    }
}
