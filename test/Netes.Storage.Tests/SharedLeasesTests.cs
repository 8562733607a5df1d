using Microsoft.Extensions.Logging.Abstractions;
using Netes.Storage.Sqlite;

namespace Netes.Storage.Tests;

public sealed class SharedLeasesTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Get_SameTimeShortlyAfter_SharesTheLease()
    {
        var time = new FakeTime();
        await using var store = SqliteStore.Open(new SqliteStoreOptions(), time, NullLogger.Instance);
        using var leases = new SharedLeases(store, time);
        var first = await leases.GetAsync(Hour);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(first, await leases.GetAsync(Hour));
        time.Advance(TimeSpan.FromSeconds(2));
        var second = await leases.GetAsync(Hour);
        Assert.NotEqual(first, second);
        Assert.NotEqual(second, await leases.GetAsync(2 * Hour));
        Assert.NotEqual(second, await leases.GetAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Get_ManyObjects_SpreadOverLeases()
    {
        var time = new FakeTime();
        await using var store = SqliteStore.Open(new SqliteStoreOptions(), time, NullLogger.Instance);
        using var leases = new SharedLeases(store, time);
        var seen = new HashSet<long>();
        for (var i = 0; i < 2001; i++) seen.Add(await leases.GetAsync(Hour));
        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task Get_ObjectWrittenLast_LivesItsTime()
    {
        var time = new FakeTime();
        await using var store = SqliteStore.Open(new SqliteStoreOptions(), time, NullLogger.Instance);
        using var leases = new SharedLeases(store, time);
        await leases.GetAsync(Hour);
        time.Advance(TimeSpan.FromSeconds(59));
        await store.CreateAsync("/e", default, await leases.GetAsync(Hour));
        await using var watch = await store.WatchAsync(new StoreWatchRequest(KeyRange.All, 0));
        time.Advance(Hour - TimeSpan.FromSeconds(1));
        Assert.NotNull(await store.GetAsync("/e"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await watch.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token)).Events[0].IsDelete);
    }
}
