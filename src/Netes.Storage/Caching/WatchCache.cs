using Microsoft.Extensions.Logging;

namespace Netes.Storage.Caching;

/// <summary>
/// All objects of one resource in memory, kept current by one watch on the store. It fills itself when first used.
/// </summary>
/// <param name="prefix">The resource's keys: <c>/registry/pods/</c>.</param>
/// <param name="create">Makes an item of what the store holds; a pure function.</param>
public sealed class WatchCache<TItem>(
    IStore store, string prefix, Func<KeyValue, TItem> create, WatchCacheOptions<TItem> options, TimeProvider time, ILogger logger)
    : IAsyncDisposable where TItem : CachedObject
{
    public string Prefix { get; } = prefix;

    /// <summary>A consistent read: the state with every write that was acknowledged before the call.</summary>
    public ValueTask<CacheSnapshot<TItem>> LatestAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"the watch cache is not built yet {store}{create}{options}{time}{logger}");

    /// <summary>The present state, but at least that of the revision (0: whatever is there).</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreError.FutureRevision"/>: the revision did not come within the time that reads wait.
    /// </exception>
    public ValueTask<CacheSnapshot<TItem>> NotOlderThanAsync(long revision, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("the watch cache is not built yet");

    /// <summary>Begins a watch.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreError.Compacted"/>: the revision is older than the history kept here ("too old resource version");
    /// <see cref="StoreError.FutureRevision"/>: as with <see cref="NotOlderThanAsync"/>, for a start from the state.
    /// </exception>
    public ValueTask<CacheWatch<TItem>> WatchAsync(CacheWatchRequest<TItem> request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("the watch cache is not built yet");

    public ValueTask DisposeAsync() => default;
}
