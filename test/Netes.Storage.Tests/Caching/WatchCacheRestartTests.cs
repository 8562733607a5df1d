using Microsoft.Extensions.Logging.Abstractions;
using Netes.Storage.Caching;
using Netes.Storage.Sqlite;

namespace Netes.Storage.Tests.Caching;

/// <summary>The cache when its store's watch breaks, as one over the network does.</summary>
public sealed class WatchCacheRestartTests
{
    private const string Pods = "/registry/pods/";

    [Theory]
    [InlineData(StoreError.Compacted)]
    [InlineData(StoreError.Unavailable)]
    public async Task StoreWatch_Breaks_CacheBeginsAnew(StoreError error)
    {
        var time = new FakeTime();
        await using var store = new BreakingStore(SqliteStore.Open(new SqliteStoreOptions(), time, NullLogger.Instance));
        await using var cache = new WatchCache<TestObject>(
            store, Pods, stored => new TestObject(stored), new WatchCacheOptions<TestObject>(), time, NullLogger.Instance);
        await store.CreateAsync(Pods + "ns/a", TestObject.Value("a"));
        await cache.LatestAsync();
        var request = new CacheWatchRequest<TestObject> { Scope = Pods, Revision = 2 };
        using var watch = await cache.WatchAsync(request);

        await store.CreateAsync(Pods + "ns/between", TestObject.Value("between"));
        await cache.LatestAsync();
        store.Break(error);
        await store.CreateAsync(Pods + "ns/b", TestObject.Value("b"));
        var reading = cache.LatestAsync().AsTask();
        while (!reading.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1)); // after an outage it waits a little
            await Task.Yield();
        }
        Assert.NotNull((await reading).Get(Pods + "ns/b"));
        while (await watch.WaitToReadAsync()) watch.TryRead(out _);
        Assert.Equal(CacheWatchEnd.Restarted, watch.End);
        Assert.Equal(StoreError.Compacted, (await Assert.ThrowsAsync<StoreException>(async () => await cache.WatchAsync(request))).Error);

        using var next = await cache.WatchAsync(new CacheWatchRequest<TestObject> { Scope = Pods, Revision = 4 });
        await store.CreateAsync(Pods + "ns/c", TestObject.Value("c"));
        Assert.True(await next.WaitToReadAsync());
        Assert.True(next.TryRead(out var told));
        Assert.Equal("c", told.Item!.Name);
    }

    /// <summary>A store whose watches can be broken.</summary>
    private sealed class BreakingStore(IStore store) : IStore
    {
        private readonly List<BreakingWatch> _watches = [];

        public void Break(StoreError error)
        {
            lock (_watches)
            {
                foreach (var watch in _watches) watch.Broken.TrySetException(new StoreException(error, "broken by the test"));
                _watches.Clear();
            }
        }

        public async ValueTask<IStoreWatch> WatchAsync(StoreWatchRequest request, CancellationToken cancellationToken = default)
        {
            var watch = new BreakingWatch(await store.WatchAsync(request, cancellationToken));
            lock (_watches) _watches.Add(watch);
            return watch;
        }

        public ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken = default) => store.GetRevisionAsync(cancellationToken);
        public ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken = default) => store.RangeAsync(request, cancellationToken);
        public ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken = default) => store.CommitAsync(transaction, cancellationToken);
        public ValueTask CompactAsync(long revision, CancellationToken cancellationToken = default) => store.CompactAsync(revision, cancellationToken);
        public ValueTask<long> GrantLeaseAsync(TimeSpan timeToLive, CancellationToken cancellationToken = default) => store.GrantLeaseAsync(timeToLive, cancellationToken);
        public ValueTask KeepLeaseAliveAsync(long lease, CancellationToken cancellationToken = default) => store.KeepLeaseAliveAsync(lease, cancellationToken);
        public ValueTask RevokeLeaseAsync(long lease, CancellationToken cancellationToken = default) => store.RevokeLeaseAsync(lease, cancellationToken);
        public ValueTask DisposeAsync() => store.DisposeAsync();
    }

    /// <summary>Knows how far it is settled only from batches, as a remote store's watch does.</summary>
    private sealed class BreakingWatch(IStoreWatch watch) : IStoreWatch
    {
        private long _delivered;

        public TaskCompletionSource<StoreWatchBatch> Broken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public long SettledRevision { get; private set; }

        public async ValueTask<StoreWatchBatch> ReadAsync(CancellationToken cancellationToken)
        {
            SettledRevision = _delivered;
            var batch = await await Task.WhenAny(watch.ReadAsync(cancellationToken).AsTask(), Broken.Task);
            _delivered = batch.Revision;
            return batch;
        }

        public ValueTask RequestProgressAsync(CancellationToken cancellationToken) => watch.RequestProgressAsync(cancellationToken);
        public ValueTask DisposeAsync() => watch.DisposeAsync();
    }
}
