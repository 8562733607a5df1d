using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Netes.Storage.Caching;
using Netes.Storage.Sqlite;

namespace Netes.Storage.Tests.Caching;

public sealed class WatchCacheTests : IAsyncLifetime
{
    private const string Pods = "/registry/pods/";
    private readonly FakeTime _time = new();
    private SqliteStore _store = null!;
    private WatchCache<TestObject> _cache = null!;

    public ValueTask InitializeAsync()
    {
        _store = SqliteStore.Open(new SqliteStoreOptions(), _time, NullLogger.Instance);
        _cache = NewCache();
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _cache.DisposeAsync();
        await _store.DisposeAsync();
    }

    private WatchCache<TestObject> NewCache(int history = 8192, int capacity = 8192) => new(
        _store, Pods, stored => new TestObject(stored),
        new WatchCacheOptions<TestObject>
        {
            Indexes = [TestObject.ByNode, TestObject.ByLabel],
            HistoryEvents = history,
            WatcherCapacity = capacity,
        }, _time, NullLogger.Instance);

    private async Task<long> PutAsync(string name, string label = "", string node = "") =>
        (await _store.CommitAsync(new Transaction { Operations = [Operation.Put(Pods + name, TestObject.Value(name, label, node))] })).Revision;

    private async Task<long> DeleteAsync(string name) =>
        (await _store.CommitAsync(new Transaction { Operations = [Operation.Delete(Pods + name)] })).Revision;

    private static CacheWatchRequest<TestObject> After(long revision, CacheFilter<TestObject>? filter = null, string scope = Pods) =>
        new() { Scope = scope, Revision = revision, Filter = filter };

    private static async Task<List<CacheEvent<TestObject>>> ReadAsync(CacheWatch<TestObject> watch, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var events = new List<CacheEvent<TestObject>>();
        while (events.Count < count)
        {
            Assert.True(await watch.WaitToReadAsync(patience.Token), $"ended: {watch.End}");
            while (events.Count < count && watch.TryRead(out var next)) events.Add(next);
        }
        return events;
    }

    private static IEnumerable<string> Told(IEnumerable<CacheEvent<TestObject>> events) =>
        events.Select(e => e.Type == CacheEventType.Bookmark ? "bookmark" : $"{e.Type} {e.Item!.Name}".ToLowerInvariant());

    private static string ResourceVersion(TestObject item)
    {
        using var document = JsonDocument.Parse(item.Json);
        return document.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
    }

    // Reads

    [Fact]
    public async Task Latest_AfterWrites_HoldsThem()
    {
        await PutAsync("ns/a");
        Assert.Equal(["a"], (await _cache.LatestAsync()).Range(KeyRange.All).Select(item => item.Name));
        for (var i = 0; i < 200; i++)
        {
            var revision = await PutAsync("ns/b");
            var snapshot = await _cache.LatestAsync();
            Assert.True(snapshot.Revision >= revision);
            Assert.Equal(revision, snapshot.Get(Pods + "ns/b")!.Revision);
            Assert.Equal($"{revision}", ResourceVersion(snapshot.Get(Pods + "ns/b")!));
        }
        await DeleteAsync("ns/a");
        Assert.Null((await _cache.LatestAsync()).Get(Pods + "ns/a"));
    }

    [Fact]
    public async Task Latest_OtherResourcesChange_KeepsUpWithTheStore()
    {
        await PutAsync("ns/a");
        await _cache.LatestAsync();
        for (var i = 0; i < 50; i++)
        {
            var revision = (await _store.CommitAsync(new Transaction { Operations = [Operation.Put("/registry/nodes/n", Encoding.UTF8.GetBytes("{}"))] })).Revision;
            Assert.True((await _cache.LatestAsync()).Revision >= revision);
        }
    }

    [Fact]
    public async Task Snapshot_TakenEarlier_StaysAsItWas()
    {
        await PutAsync("ns/a");
        var before = await _cache.LatestAsync();
        await PutAsync("ns/b");
        await DeleteAsync("ns/a");
        var after = await _cache.LatestAsync();
        Assert.Equal(["a"], before.Range(KeyRange.All).Select(item => item.Name));
        Assert.Equal(["b"], after.Range(KeyRange.All).Select(item => item.Name));
    }

    [Fact]
    public async Task Snapshot_RangesAndCounts_FollowNamespaces()
    {
        foreach (var name in new[] { "a/1", "a/2", "a-b/1", "b/1", "b/2", "b/3" }) await PutAsync(name);
        var snapshot = await _cache.LatestAsync();
        Assert.Equal(6, snapshot.Count(KeyRange.Prefix(Pods)));
        Assert.Equal(2, snapshot.Count(KeyRange.Prefix(Pods + "a/")));
        Assert.Equal([Pods + "b/1", Pods + "b/2"], snapshot.Range(KeyRange.Prefix(Pods + "b/")).Take(2).Select(item => item.Key));
        var rest = KeyRange.Prefix(Pods + "b/").After(Pods + "b/2");
        Assert.Equal(1, snapshot.Count(rest));
        Assert.Equal([Pods + "b/3"], snapshot.Range(rest).Select(item => item.Key));
        Assert.Equal(0, snapshot.Count(KeyRange.Prefix(Pods + "c/")));
    }

    [Fact]
    public async Task ByIndex_ItemsComeChangeAndGo_IsRight()
    {
        await PutAsync("a/1", "web", "n1");
        await PutAsync("a/2", "web", "n2");
        await PutAsync("b/1", "web", "n1");
        await PutAsync("b/2", "db", "n1");
        var before = await _cache.LatestAsync();
        await PutAsync("b/2", "web", "n2");
        await DeleteAsync("a/1");
        var after = await _cache.LatestAsync();
        Assert.Equal(["a/1", "b/1", "b/2"], Names(before, "node", "n1", KeyRange.Prefix(Pods)));
        Assert.Equal(["b/1", "b/2"], Names(before, "node", "n1", KeyRange.Prefix(Pods + "b/")));
        Assert.Equal(["b/1"], Names(after, "node", "n1", KeyRange.Prefix(Pods)));
        Assert.Equal(["a/2", "b/1", "b/2"], Names(after, "label", "app=web", KeyRange.Prefix(Pods)));
        Assert.Equal(2, after.CountByIndex("label", "app=web", KeyRange.Prefix(Pods + "b/")));
        Assert.Equal(3, after.CountByIndex("label", "app=web", KeyRange.All));
        Assert.Equal(0, after.CountByIndex("label", "app=db", KeyRange.All));

        static IEnumerable<string> Names(CacheSnapshot<TestObject> snapshot, string index, string value, KeyRange range) =>
            snapshot.ByIndex(index, value, range).Select(item => item.Key[Pods.Length..]);
    }

    [Fact]
    public async Task NotOlderThan_RevisionToCome_WaitsForIt()
    {
        await PutAsync("ns/a");
        var current = (await _cache.LatestAsync()).Revision;
        var reading = _cache.NotOlderThanAsync(current + 1).AsTask();
        Assert.False(reading.IsCompleted);
        await PutAsync("ns/b");
        Assert.NotNull((await reading).Get(Pods + "ns/b"));
    }

    [Fact]
    public async Task NotOlderThan_RevisionDoesNotCome_SaysSo()
    {
        var current = (await _cache.LatestAsync()).Revision;
        var reading = _cache.NotOlderThanAsync(current + 100).AsTask();
        while (!reading.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.Equal(StoreError.FutureRevision, (await Assert.ThrowsAsync<StoreException>(() => reading)).Error);
    }

    [Fact]
    public async Task Latest_ValueIsNoObject_FailsWithTheKey()
    {
        await _store.CreateAsync(Pods + "ns/bad", Encoding.UTF8.GetBytes("not json"));
        var error = await Assert.ThrowsAsync<StoreException>(async () => await _cache.LatestAsync());
        Assert.Equal(StoreError.Corrupt, error.Error);
        Assert.Contains("ns/bad", error.Message);
    }

    // Watches

    [Fact]
    public async Task Watch_AfterRevision_ReplaysThenGoesOnLive()
    {
        var first = await PutAsync("ns/a");
        await _cache.LatestAsync();
        await PutAsync("ns/b");
        var last = await PutAsync("ns/a");
        using var watch = await _cache.WatchAsync(After(first));
        Assert.Equal(["added b", "modified a"], Told(await ReadAsync(watch, 2)));
        var deletion = await DeleteAsync("ns/a");
        var deleted = (await ReadAsync(watch, 1))[0];
        Assert.Equal(["deleted a"], Told([deleted]));
        Assert.Equal(deletion, deleted.Revision);
        Assert.Equal($"{deletion}", ResourceVersion(deleted.Item!));
        Assert.True(last < deletion);
    }

    [Fact]
    public async Task Watch_OlderThanHistory_IsTooOld()
    {
        await using var cache = NewCache(history: 10);
        var first = await PutAsync("ns/a");
        await cache.LatestAsync();
        for (var i = 0; i < 30; i++) await PutAsync("ns/a");
        var current = (await cache.LatestAsync()).Revision;
        var error = await Assert.ThrowsAsync<StoreException>(async () => await cache.WatchAsync(After(first)));
        Assert.Equal((StoreError.Compacted, current - 10), (error.Error, error.CompactedRevision));
        using var watch = await cache.WatchAsync(After(current - 10));
        Assert.Equal(10, (await ReadAsync(watch, 10)).Count);
    }

    [Fact]
    public async Task Watch_InitialState_ThenBookmarkThenChanges()
    {
        await PutAsync("ns/b", "web");
        await PutAsync("ns/a", "web");
        await PutAsync("ns/c", "db");
        using var watch = await _cache.WatchAsync(new CacheWatchRequest<TestObject>
        {
            Scope = Pods,
            Start = CacheWatchStart.StateAndBookmark,
            Revision = CacheWatchRequest<TestObject>.Latest,
            Filter = TestObject.WithLabel("web"),
        });
        await PutAsync("ns/d", "web");
        var events = await ReadAsync(watch, 4);
        Assert.Equal(["added a", "added b", "bookmark", "added d"], Told(events));
        Assert.True(events[2].InitialEventsEnd);
        Assert.Equal(4, events[2].Revision);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Watch_FilterByIndex_ServesInitialAndLive(bool live)
    {
        await PutAsync("ns/a", node: "n1");
        await PutAsync("ns/b", node: "n2");
        var request = new CacheWatchRequest<TestObject>
        {
            Scope = Pods,
            Start = CacheWatchStart.State,
            Revision = CacheWatchRequest<TestObject>.Latest,
            Filter = TestObject.OnNode("n1"),
        };
        using var watch = await _cache.WatchAsync(request);
        Assert.Equal(["added a"], Told(await ReadAsync(watch, 1)));
        await PutAsync("ns/b", node: "n1");
        await PutAsync("ns/c", node: "n3");
        await PutAsync("ns/a", node: "n2");
        await DeleteAsync("ns/b");
        using var replay = live ? null : await _cache.WatchAsync(After(3, TestObject.OnNode("n1")));
        Assert.Equal(["added b", "deleted a", "deleted b"], Told(await ReadAsync(replay ?? watch, 3)));
    }

    [Fact]
    public async Task Watch_ItemLeavesTheFilter_IsDeletedInItsLastMatchingForm()
    {
        await PutAsync("ns/a", "web");
        await _cache.LatestAsync();
        using var watch = await _cache.WatchAsync(After(2, TestObject.WithLabel("web")));
        var left = await PutAsync("ns/a", "db");
        await PutAsync("ns/a", "other");
        var back = await PutAsync("ns/a", "web");
        var events = await ReadAsync(watch, 2);
        Assert.Equal(["deleted a", "added a"], Told(events));
        Assert.Equal(("web", left), (events[0].Item!.Label, events[0].Revision));
        Assert.Equal($"{left}", ResourceVersion(events[0].Item!));
        Assert.Equal(back, events[1].Revision);
    }

    [Fact]
    public async Task Watch_Scopes_SeeOnlyTheirs()
    {
        await _cache.LatestAsync();
        using var all = await _cache.WatchAsync(After(1));
        using var space = await _cache.WatchAsync(After(1, scope: Pods + "a/"));
        using var one = await _cache.WatchAsync(After(1, scope: Pods + "a/1"));
        foreach (var name in new[] { "a/1", "a/2", "ab/1", "b/1", "a/1", "a/9" }) await PutAsync(name);
        Assert.Equal(["a/1", "a/2", "ab/1", "b/1", "a/1", "a/9"], Keys(await ReadAsync(all, 6)));
        Assert.Equal(["a/1", "a/2", "a/1", "a/9"], Keys(await ReadAsync(space, 4)));
        Assert.Equal(["a/1", "a/1"], Keys(await ReadAsync(one, 2)));
        Assert.False(one.TryRead(out _));

        static IEnumerable<string> Keys(IEnumerable<CacheEvent<TestObject>> events) => events.Select(e => e.Item!.Key[Pods.Length..]);
    }

    [Fact]
    public async Task Watch_SameEvent_IsOneObjectForAllWatchers()
    {
        await _cache.LatestAsync();
        using var first = await _cache.WatchAsync(After(1));
        using var second = await _cache.WatchAsync(After(1, scope: Pods + "ns/"));
        await PutAsync("ns/a");
        var one = (await ReadAsync(first, 1))[0];
        Assert.Same(one, (await ReadAsync(second, 1))[0]);
        using var replay = await _cache.WatchAsync(After(1));
        Assert.Same(one, (await ReadAsync(replay, 1))[0]);
        var calls = 0;
        for (var i = 0; i < 2; i++)
        {
            one.Encode("form", e =>
            {
                calls++;
                return e.Item!.Json;
            });
        }
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Watch_ReaderTooSlow_IsEndedAndOthersGoOn()
    {
        await using var cache = NewCache(capacity: 5);
        await cache.LatestAsync();
        using var slow = await cache.WatchAsync(After(1));
        using var quick = await cache.WatchAsync(After(1));
        for (var i = 0; i < 20; i++)
        {
            await PutAsync("ns/a");
            await ReadAsync(quick, 1);
        }
        Assert.Equal(CacheWatchEnd.TooSlow, slow.End);
        Assert.False(slow.TryRead(out _));
        Assert.False(await slow.WaitToReadAsync());
        Assert.Equal(CacheWatchEnd.None, quick.End);
    }

    [Fact]
    public async Task Watch_Bookmarks_ComeNowAndThenAndOnRequest()
    {
        await PutAsync("ns/a");
        using var watch = await _cache.WatchAsync(new CacheWatchRequest<TestObject>
        {
            Scope = Pods,
            Revision = CacheWatchRequest<TestObject>.Latest,
            Bookmarks = true,
        });
        using var without = await _cache.WatchAsync(After(2));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(2, Assert.Single(await ReadAsync(watch, 1)).Revision);
        await PutAsync("ns/b");
        await _cache.LatestAsync();
        watch.RequestBookmark();
        var events = await ReadAsync(watch, 2);
        Assert.Equal(["added b", "bookmark"], Told(events));
        Assert.Equal(3, events[1].Revision);
        Assert.Equal(["added b"], Told(await ReadAsync(without, 1)));
        Assert.False(without.TryRead(out _));
    }

    [Fact]
    public async Task Watch_Disposed_Ends()
    {
        var watch = await _cache.WatchAsync(After(CacheWatchRequest<TestObject>.Latest));
        var waiting = watch.WaitToReadAsync().AsTask();
        watch.Dispose();
        Assert.False(await waiting);
        Assert.Equal(CacheWatchEnd.Disposed, watch.End);
        await PutAsync("ns/a");
        await _cache.LatestAsync();
        Assert.False(watch.TryRead(out _));
    }

    [Fact]
    public async Task Dispose_Watchers_EndAndReadsFail()
    {
        var watch = await _cache.WatchAsync(After(CacheWatchRequest<TestObject>.Latest));
        await _cache.DisposeAsync();
        Assert.Equal(CacheWatchEnd.Closed, watch.End);
        Assert.Equal(StoreError.Closed, (await Assert.ThrowsAsync<StoreException>(async () => await _cache.LatestAsync())).Error);
    }

    [Fact]
    public async Task Watch_ManyWritersWatchersAndFilters_AllEndInTheSameState()
    {
        var watches = new List<(CacheWatch<TestObject> Watch, Func<TestObject, bool> Wanted)>();
        for (var i = 0; i < 4; i++)
        {
            var (label, node, scope) = ($"l{i}", $"n{i}", $"{Pods}{i}/");
            watches.Add((await _cache.WatchAsync(After(1, TestObject.WithLabel(label))), item => item.Label == label));
            watches.Add((await _cache.WatchAsync(After(1, TestObject.OnNode(node))), item => item.Node == node));
            watches.Add((await _cache.WatchAsync(After(1, scope: scope)), item => item.Key.StartsWith(scope)));
        }
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            for (var i = 0; i < 300; i++)
            {
                var name = $"{writer}/{random.Next(20)}";
                if (random.Next(4) == 0) await DeleteAsync(name);
                else await PutAsync(name, $"l{random.Next(4)}", $"n{random.Next(4)}");
            }
        })));
        var snapshot = await _cache.LatestAsync();
        foreach (var (watch, wanted) in watches)
        {
            watch.RequestBookmark();
            var seen = new SortedDictionary<string, long>(Utf8Order.Comparer);
            for (var done = false; !done;)
            {
                var next = (await ReadAsync(watch, 1))[0];
                done = next.Type == CacheEventType.Bookmark;
                if (next.Type == CacheEventType.Deleted) Assert.True(seen.Remove(next.Item!.Key));
                else if (next.Type == CacheEventType.Added) seen.Add(next.Item!.Key, next.Revision);
                else if (next.Type == CacheEventType.Modified) seen[seen.Keys.Single(key => key == next.Item!.Key)] = next.Revision;
            }
            Assert.Equal(snapshot.Range(KeyRange.All).Where(wanted).Select(item => (item.Key, item.Revision)), seen.Select(pair => (pair.Key, pair.Value)));
            watch.Dispose();
        }
    }
}
