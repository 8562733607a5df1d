using Microsoft.Extensions.Logging;

namespace Netes.Storage.Caching;

/// <summary>
/// All objects of one resource in memory, kept current by one watch on the store. It fills itself when first used.
/// <code>
///   store ──range read──► contents ──► state (persistent trees) ──► snapshots for get and list
///         ──watch───────►    │
///                            └─changes──► history ring ──► dispatch ──► watchers' queues
/// </code>
/// One loop does all changes; readers only take a reference to the present state. How current it is, is known exactly: the
/// state's own revision, or the store's, when the store's watch says that it has nothing more to tell.
/// </summary>
public sealed partial class WatchCache<TItem> : IAsyncDisposable where TItem : CachedObject
{
    private const int PageKeys = 500; // the values of a page are garbage when the next one comes
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly IStore _store;
    private readonly Func<KeyValue, TItem> _create;
    private readonly WatchCacheOptions<TItem> _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CacheDispatch<TItem> _dispatch;
    private readonly RevisionWaiters _waiters = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _starting = new();
    private IStoreWatch? _storeWatch;
    private Task? _loop;
    private ITimer? _bookmarks;

    /// <param name="store">Where the objects are.</param>
    /// <param name="prefix">The resource's keys: <c>/registry/pods/</c>.</param>
    /// <param name="create">Makes an item of what the store holds; a pure function.</param>
    /// <param name="options">Indexes and bounds.</param>
    /// <param name="time">The clock of bookmarks and of waiting.</param>
    /// <param name="logger">Told when the cache must begin anew.</param>
    public WatchCache(
        IStore store, string prefix, Func<KeyValue, TItem> create, WatchCacheOptions<TItem> options, TimeProvider time, ILogger logger)
    {
        if (!prefix.EndsWith('/')) throw new ArgumentException("a prefix ends in '/'", nameof(prefix));
        (_store, Prefix, _create, _options, _time, _logger) = (store, prefix, create, options, time, logger);
        _dispatch = new CacheDispatch<TItem>(options, prefix, () => Settled);
    }

    public string Prefix { get; }

    /// <summary>A consistent read: the state with every write that was acknowledged before the call.</summary>
    /// <exception cref="StoreException">The store is closed, or the cache could not be filled.</exception>
    public async ValueTask<CacheSnapshot<TItem>> LatestAsync(CancellationToken cancellationToken = default)
    {
        var revision = await _store.GetRevisionAsync(cancellationToken);
        if (TryTake(revision, out var snapshot)) return snapshot;
        await WaitAsync(revision, cancellationToken);
        return Take();
    }

    /// <summary>The present state, but at least that of the revision (0: whatever is there).</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreError.FutureRevision"/>: the revision did not come within the time that reads wait.
    /// </exception>
    public async ValueTask<CacheSnapshot<TItem>> NotOlderThanAsync(long revision, CancellationToken cancellationToken = default)
    {
        if (TryTake(revision, out var snapshot)) return snapshot;
        try
        {
            // The time is for a revision to come: filling the cache for the first time may take longer.
            await WaitAsync(0, cancellationToken);
            await WaitAsync(revision, cancellationToken).WaitAsync(_options.FutureRevisionTimeout, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new StoreException(StoreError.FutureRevision, $"revision {revision} has not come yet, the cache is at {Take().Revision}");
        }
        return Take();
    }

    /// <summary>Begins a watch.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreError.Compacted"/>: the revision is older than the history kept here ("too old resource version");
    /// <see cref="StoreError.FutureRevision"/>: as with <see cref="NotOlderThanAsync"/>, for a start from the state.
    /// </exception>
    public async ValueTask<CacheWatch<TItem>> WatchAsync(CacheWatchRequest<TItem> request, CancellationToken cancellationToken = default)
    {
        if (!request.Scope.StartsWith(Prefix, StringComparison.Ordinal))
            throw new ArgumentException($"{request.Scope} is not below {Prefix}", nameof(request));
        if (request.Bookmarks) StartBookmarks();
        if (request.Revision == CacheWatchRequest<TItem>.Latest) await LatestAsync(cancellationToken);
        else if (request.Start != CacheWatchStart.Events) await NotOlderThanAsync(request.Revision, cancellationToken);
        else if (_dispatch.State is null) await WaitAsync(0, cancellationToken);
        return request.Start == CacheWatchStart.Events ? _dispatch.AddAfter(request) : _dispatch.AddWithState(request);
    }

    /// <summary>Ends all watchers.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? loop;
        lock (_starting)
        {
            if (_closing.IsCancellationRequested) return;
            _closing.Cancel();
            loop = _loop;
        }
        _bookmarks?.Dispose();
        if (loop is not null) await loop;
        End(new StoreException(StoreError.Closed, "the cache is closed"));
        _closing.Dispose();
    }

    private long Settled => Volatile.Read(ref _storeWatch)?.SettledRevision ?? 0;

    /// <summary>First how far the state is complete, then the state, which may be newer.</summary>
    private bool TryTake(long revision, out CacheSnapshot<TItem> snapshot)
    {
        var settled = Settled;
        snapshot = default;
        if (_dispatch.State is not { } state) return false;
        snapshot = new CacheSnapshot<TItem>(state, Math.Max(settled, state.Revision));
        return snapshot.Revision >= revision;
    }

    private CacheSnapshot<TItem> Take() => TryTake(0, out var snapshot)
        ? snapshot
        : throw new StoreException(StoreError.Closed, "the cache is closed");

    private async Task WaitAsync(long revision, CancellationToken cancellationToken)
    {
        Start();
        var reached = _waiters.WaitAsync(revision);
        // Where other resources change and this one does not, the store must be asked how far its word goes. While there is
        // no watch the loop asks, once there is one.
        if (!reached.IsCompleted && Volatile.Read(ref _storeWatch) is { } watch) await watch.RequestProgressAsync(cancellationToken);
        await reached.WaitAsync(cancellationToken);
    }

    private void Start()
    {
        if (Volatile.Read(ref _loop) is not null) return;
        lock (_starting)
        {
            if (_closing.IsCancellationRequested) throw new StoreException(StoreError.Closed, "the cache is closed");
            _loop ??= Task.Run(() => RunAsync(_closing.Token));
        }
    }

    private void StartBookmarks()
    {
        if (Volatile.Read(ref _bookmarks) is not null) return;
        lock (_starting)
        {
            if (_closing.IsCancellationRequested) throw new StoreException(StoreError.Closed, "the cache is closed");
            _bookmarks ??= _time.CreateTimer(
                static dispatch => ((CacheDispatch<TItem>)dispatch!).SendBookmarks(), _dispatch, _options.BookmarkInterval, _options.BookmarkInterval);
        }
    }

    /// <summary>Fills the cache and follows the store, again and again until closed.</summary>
    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await FollowAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException e) when (e.Error is StoreError.Compacted)
            {
                Log.Restarting(_logger, Prefix, e);
            }
            catch (StoreException e) when (e.Error is StoreError.Unavailable)
            {
                Log.Restarting(_logger, Prefix, e);
                if (!await DelayAsync(cancellationToken)) return;
            }
            catch (StoreException e)
            {
                if (e.Error != StoreError.Closed) Log.Failed(_logger, Prefix, e);
                End(e);
                return;
            }
            catch (Exception e)
            {
                Log.Failed(_logger, Prefix, e);
                End(new StoreException(StoreError.Corrupt, $"{Prefix}: {e.Message}", e));
                return;
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var contents = new CacheContents<TItem>(_create, _options.Indexes);
        var range = KeyRange.Prefix(Prefix);
        var revision = await LoadAsync(contents, range, cancellationToken);
        await using var watch = await _store.WatchAsync(new StoreWatchRequest(range, revision + 1), cancellationToken);
        _dispatch.Restart(contents.ToState(revision));
        Volatile.Write(ref _storeWatch, watch);
        try
        {
            _waiters.Reach(revision);
            if (_waiters.Any) await watch.RequestProgressAsync(cancellationToken);
            while (true)
            {
                var batch = await watch.ReadAsync(cancellationToken);
                Apply(batch, contents);
                _waiters.Reach(batch.Revision);
            }
        }
        finally
        {
            Volatile.Write(ref _storeWatch, null);
        }
    }

    private async Task<long> LoadAsync(CacheContents<TItem> contents, KeyRange range, CancellationToken cancellationToken)
    {
        var revision = 0L;
        while (true)
        {
            var page = await _store.RangeAsync(new RangeRequest(range) { Limit = PageKeys, NoCount = true, Revision = revision }, cancellationToken);
            if (revision == 0) revision = page.Revision;
            foreach (var item in page.Items) contents.Put(item);
            if (!page.More) return revision;
            range = range.After(page.Items[^1].Key);
        }
    }

    private void Apply(StoreWatchBatch batch, CacheContents<TItem> contents)
    {
        var changes = new List<CacheChange<TItem>>(batch.Events.Count);
        foreach (var change in batch.Events)
        {
            var applied = change.IsDelete ? contents.Delete(change.Current.Key, change.Revision) : contents.Put(change.Current);
            if (applied is not null) changes.Add(applied);
        }
        _dispatch.Publish(contents.ToState(batch.Revision), changes);
    }

    private void End(StoreException reason)
    {
        _dispatch.Close();
        _waiters.Fail(reason);
    }

    private async Task<bool> DelayAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(RetryDelay, _time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The cache of {Prefix} lost the store's watch and reads everything anew")]
        public static partial void Restarting(ILogger logger, string prefix, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "The cache of {Prefix} can't go on")]
        public static partial void Failed(ILogger logger, string prefix, Exception exception);
    }
}
