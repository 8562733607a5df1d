using System.Text;

namespace Netes.Storage.Tests;

/// <summary>What every <see cref="IStore"/> does. One class per implementation derives from it.</summary>
public abstract class StoreContractTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected IStore Store { get; private set; } = null!;

    /// <summary>A new, empty store, whose leases end by <see cref="AdvanceTime"/>.</summary>
    protected abstract ValueTask<IStore> OpenAsync();

    protected abstract void AdvanceTime(TimeSpan by);

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
    protected static string Text(KeyValue? item) => Encoding.UTF8.GetString(item!.Value.Span);

    private async Task<long> PutAsync(string key, string value, long lease = 0)
    {
        var result = await Store.CommitAsync(new Transaction { Operations = [Operation.Put(key, Bytes(value), lease)] });
        Assert.True(result.Succeeded);
        return result.Revision;
    }

    private async Task<long> DeleteAsync(string key) =>
        (await Store.CommitAsync(new Transaction { Operations = [Operation.Delete(key)] })).Revision;

    private async Task<StoreError> ErrorOf(Func<Task> action) => (await Assert.ThrowsAsync<StoreException>(action)).Error;

    private static async Task<List<StoreEvent>> ReadAsync(IStoreWatch watch, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var events = new List<StoreEvent>();
        while (events.Count < count)
        {
            var batch = await watch.ReadAsync(patience.Token);
            Assert.All(batch.Events, e => Assert.True(e.Revision <= batch.Revision));
            events.AddRange(batch.Events);
        }
        return events;
    }

    // Revisions and transactions

    [Fact]
    public async Task Revision_EmptyStore_IsOne() => Assert.Equal(1, await Store.GetRevisionAsync());

    [Fact]
    public async Task Commit_Put_MakesNextRevision()
    {
        Assert.Equal(2, await PutAsync("/a", "1"));
        Assert.Equal(3, await PutAsync("/a", "2"));
        Assert.Equal(3, await Store.GetRevisionAsync());
        var item = await Store.GetAsync("/a");
        Assert.Equal("2", Text(item));
        Assert.Equal((2, 3, 2, 0), (item!.CreateRevision, item.ModRevision, item.Version, item.Lease));
    }

    [Fact]
    public async Task Commit_DeletedAndWrittenAgain_BeginsAnew()
    {
        await PutAsync("/a", "1");
        await DeleteAsync("/a");
        Assert.Null(await Store.GetAsync("/a"));
        await PutAsync("/a", "2");
        var item = await Store.GetAsync("/a");
        Assert.Equal((4, 4, 1), (item!.CreateRevision, item.ModRevision, item.Version));
    }

    [Fact]
    public async Task Commit_DeleteOfAbsentKey_ChangesNothing()
    {
        await PutAsync("/a", "1");
        var result = await Store.CommitAsync(new Transaction { Operations = [Operation.Delete("/b")] });
        Assert.True(result.Succeeded);
        Assert.Equal(2, result.Revision);
        Assert.Equal(2, await Store.GetRevisionAsync());
    }

    [Fact]
    public async Task Commit_SeveralOperations_ShareOneRevision()
    {
        await PutAsync("/old", "x");
        var result = await Store.CommitAsync(new Transaction
        {
            Operations = [Operation.Put("/b", Bytes("b")), Operation.Delete("/old"), Operation.Put("/a", Bytes("a"))],
        });
        Assert.Equal(3, result.Revision);
        var range = await Store.RangeAsync(new RangeRequest(KeyRange.All));
        Assert.Equal(["/a", "/b"], range.Items.Select(item => item.Key));
        Assert.All(range.Items, item => Assert.Equal(3, item.ModRevision));
    }

    [Fact]
    public async Task Create_KeyExists_FailsWithItsState()
    {
        Assert.True((await Store.CreateAsync("/a", Bytes("1"))).Succeeded);
        var second = await Store.CreateAsync("/a", Bytes("2"));
        Assert.False(second.Succeeded);
        Assert.Equal("1", Text(Assert.Single(second.Current)));
        Assert.Equal(2, await Store.GetRevisionAsync());
    }

    [Fact]
    public async Task Update_StaleRevision_FailsWithItsState()
    {
        var first = await PutAsync("/a", "1");
        Assert.True((await Store.UpdateAsync("/a", first, Bytes("2"))).Succeeded);
        var stale = await Store.UpdateAsync("/a", first, Bytes("3"));
        Assert.False(stale.Succeeded);
        Assert.Equal("2", Text(Assert.Single(stale.Current)));
        var again = await Store.UpdateAsync("/a", stale.Current[0]!.ModRevision, Bytes("3"));
        Assert.True(again.Succeeded);
    }

    [Fact]
    public async Task Update_AbsentKey_FailsWithNull()
    {
        var result = await Store.UpdateAsync("/a", 5, Bytes("1"));
        Assert.False(result.Succeeded);
        Assert.Null(Assert.Single(result.Current));
    }

    [Fact]
    public async Task Delete_RightRevision_Deletes()
    {
        var revision = await PutAsync("/a", "1");
        Assert.False((await Store.DeleteAsync("/a", revision - 1)).Succeeded);
        Assert.True((await Store.DeleteAsync("/a", revision)).Succeeded);
        Assert.Null(await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task Commit_OneOfSeveralComparesFails_WritesNothing()
    {
        var a = await PutAsync("/a", "1");
        var result = await Store.CommitAsync(new Transaction
        {
            Compares = [new Compare("/a", a), Compare.Absent("/b"), new Compare("/c", 7)],
            Operations = [Operation.Put("/b", Bytes("b"))],
        });
        Assert.False(result.Succeeded);
        Assert.Equal(["/a", null, null], result.Current.Select(item => item?.Key));
        Assert.Null(await Store.GetAsync("/b"));
    }

    [Fact]
    public async Task Commit_SameKeyTwice_IsRefused()
    {
        var twice = new Transaction { Operations = [Operation.Put("/a", Bytes("1")), Operation.Delete("/a")] };
        Assert.Equal(StoreError.DuplicateKey, await ErrorOf(async () => await Store.CommitAsync(twice)));
    }

    [Fact]
    public async Task Commit_EmptyValue_IsKept()
    {
        await PutAsync("/a", "");
        Assert.Equal(0, (await Store.GetAsync("/a"))!.Value.Length);
    }

    [Fact]
    public async Task Commit_ManyWritersIncrementOneCounter_NoneIsLost()
    {
        await PutAsync("/n", "0");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                var item = await Store.GetAsync("/n");
                while (true)
                {
                    var next = (int.Parse(Text(item)) + 1).ToString();
                    var result = await Store.UpdateAsync("/n", item!.ModRevision, Bytes(next));
                    if (result.Succeeded) break;
                    item = result.Current[0];
                }
            }
        })));
        Assert.Equal("200", Text(await Store.GetAsync("/n")));
        Assert.Equal(202, await Store.GetRevisionAsync());
    }

    // Range reads

    [Fact]
    public async Task Range_Prefix_IsSortedByUtf8()
    {
        string[] keys = ["/p/\U0001F600", "/p/\uFFFD", "/p/z", "/p/a", "/q", "/p0", "/p"];
        foreach (var key in keys) await PutAsync(key, key);
        var range = await Store.RangeAsync(new RangeRequest(KeyRange.Prefix("/p/")));
        Assert.Equal(["/p/a", "/p/z", "/p/\uFFFD", "/p/\U0001F600"], range.Items.Select(item => item.Key));
        Assert.Equal(4, range.Count);
        Assert.False(range.More);
    }

    [Fact]
    public async Task Range_FromTo_LeavesEndOut()
    {
        foreach (var key in new[] { "a", "b", "c", "d" }) await PutAsync(key, key);
        var range = await Store.RangeAsync(new RangeRequest(new KeyRange("b", "d")));
        Assert.Equal(["b", "c"], range.Items.Select(item => item.Key));
    }

    [Fact]
    public async Task Range_Limit_CountsAllAndContinues()
    {
        for (var i = 0; i < 10; i++) await PutAsync($"/a/{i}", "v");
        var all = KeyRange.Prefix("/a/");
        var page = await Store.RangeAsync(new RangeRequest(all) { Limit = 4 });
        Assert.Equal((4, 10L, true), (page.Items.Count, page.Count, page.More));
        await PutAsync("/a/99", "later");
        var rest = await Store.RangeAsync(new RangeRequest(all.After(page.Items[^1].Key)) { Revision = page.Revision });
        Assert.Equal(Enumerable.Range(4, 6).Select(i => $"/a/{i}"), rest.Items.Select(item => item.Key));
    }

    [Fact]
    public async Task Range_NoCount_StillTellsWhetherThereIsMore()
    {
        for (var i = 0; i < 10; i++) await PutAsync($"/a/{i}", "v");
        var request = new RangeRequest(KeyRange.Prefix("/a/")) { NoCount = true };
        var cut = await Store.RangeAsync(request with { Limit = 9 });
        Assert.Equal((9, true), (cut.Items.Count, cut.More));
        var whole = await Store.RangeAsync(request with { Limit = 10 });
        Assert.Equal((10, false), (whole.Items.Count, whole.More));
        Assert.Equal(10, (await Store.RangeAsync(request)).Count);
    }

    [Fact]
    public async Task Range_KeysOnlyAndCountOnly_LeaveOut()
    {
        await PutAsync("/a", "1");
        var keys = await Store.RangeAsync(new RangeRequest(KeyRange.All) { KeysOnly = true });
        Assert.Equal(0, Assert.Single(keys.Items).Value.Length);
        Assert.Equal(2, keys.Items[0].ModRevision);
        var count = await Store.RangeAsync(new RangeRequest(KeyRange.All) { CountOnly = true });
        Assert.Empty(count.Items);
        Assert.Equal(1, count.Count);
    }

    [Fact]
    public async Task Range_OldRevision_ShowsStateOfThen()
    {
        await PutAsync("/a", "1"); // 2
        await PutAsync("/b", "1"); // 3
        await PutAsync("/a", "2"); // 4
        await DeleteAsync("/b");   // 5
        var at3 = await Store.RangeAsync(new RangeRequest(KeyRange.All) { Revision = 3 });
        Assert.Equal(["1", "1"], at3.Items.Select(Text));
        Assert.Equal(5, at3.Revision);
        var at4 = await Store.RangeAsync(new RangeRequest(KeyRange.All) { Revision = 4 });
        Assert.Equal(["2", "1"], at4.Items.Select(Text));
        var at5 = await Store.RangeAsync(new RangeRequest(KeyRange.All) { Revision = 5 });
        Assert.Equal(["2"], at5.Items.Select(Text));
    }

    [Fact]
    public async Task Range_FutureRevision_Fails() =>
        Assert.Equal(StoreError.FutureRevision, await ErrorOf(async () => await Store.RangeAsync(new RangeRequest(KeyRange.All) { Revision = 99 })));

    // Compaction

    [Fact]
    public async Task Compact_OlderReads_FailAndNewerStay()
    {
        await PutAsync("/a", "1"); // 2
        await PutAsync("/a", "2"); // 3
        await PutAsync("/b", "1"); // 4
        await DeleteAsync("/b");   // 5
        await PutAsync("/a", "3"); // 6
        await Store.CompactAsync(5);
        var error = await Assert.ThrowsAsync<StoreException>(async () => await Store.RangeAsync(new RangeRequest(KeyRange.All) { Revision = 4 }));
        Assert.Equal((StoreError.Compacted, 5L), (error.Error, error.CompactedRevision));
        var at5 = await Store.RangeAsync(new RangeRequest(KeyRange.All) { Revision = 5 });
        Assert.Equal(["2"], at5.Items.Select(Text));
        Assert.Equal("3", Text(await Store.GetAsync("/a")));
        Assert.Equal(6, await Store.GetRevisionAsync());
        Assert.Equal(StoreError.Compacted, await ErrorOf(async () => await Store.CompactAsync(5)));
        Assert.Equal(StoreError.FutureRevision, await ErrorOf(async () => await Store.CompactAsync(7)));
    }

    [Fact]
    public async Task Compact_Watch_FromItWorksFromBeforeFails()
    {
        await PutAsync("/a", "1"); // 2
        await PutAsync("/a", "2"); // 3
        await DeleteAsync("/a");   // 4
        await Store.CompactAsync(4);
        Assert.Equal(StoreError.Compacted, await ErrorOf(async () => await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 3))));
        await using var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 4));
        var events = await ReadAsync(watch, 1);
        Assert.True(events[0].IsDelete);
        Assert.Equal(4, events[0].Revision);
    }

    // Watch

    [Fact]
    public async Task Watch_FromNow_SeesLaterChangesOfItsRange()
    {
        await PutAsync("/a/1", "before");
        await using var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.Prefix("/a/"), 0));
        await PutAsync("/b/1", "other");
        await PutAsync("/a/2", "x");
        await PutAsync("/a/1", "y");
        await DeleteAsync("/a/2");
        var events = await ReadAsync(watch, 3);
        Assert.Equal([("/a/2", 4, false), ("/a/1", 5, false), ("/a/2", 6, true)],
            events.Select(e => (e.Current.Key, (int)e.Revision, e.IsDelete)));
        Assert.Equal([true, false, false], events.Select(e => e.IsCreate));
        Assert.Equal("y", Text(events[1].Current));
    }

    [Fact]
    public async Task Watch_FromPast_ReplaysThenGoesOnLive()
    {
        for (var i = 0; i < 5; i++) await PutAsync($"/a/{i}", "v"); // 2..6
        await using var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.Prefix("/a/"), 4));
        await PutAsync("/a/5", "v"); // 7
        Assert.Equal([4, 5, 6, 7], (await ReadAsync(watch, 4)).Select(e => (int)e.Revision));
        await PutAsync("/a/6", "v");
        Assert.Equal(8, (await ReadAsync(watch, 1))[0].Revision);
    }

    [Fact]
    public async Task Watch_FromFuture_SkipsUntilThen()
    {
        await using var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 4));
        for (var i = 0; i < 4; i++) await PutAsync("/a", "v"); // 2..5
        Assert.Equal([4, 5], (await ReadAsync(watch, 2)).Select(e => (int)e.Revision));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Watch_WithPrevious_TellsStateBefore(bool live)
    {
        var request = new StoreWatchRequest(KeyRange.All, 2) { WithPrevious = true };
        var watch = live ? await Store.WatchAsync(request) : null;
        await PutAsync("/a", "1");
        await PutAsync("/a", "2");
        await DeleteAsync("/a");
        watch ??= await Store.WatchAsync(request);
        await using var _ = watch;
        var events = await ReadAsync(watch, 3);
        Assert.Null(events[0].Previous);
        Assert.Equal(["1", "2"], events.Skip(1).Select(e => Text(e.Previous)));
        Assert.Equal(3, events[2].Previous!.ModRevision);
    }

    [Fact]
    public async Task Watch_OneTransaction_IsNotSplit()
    {
        await using var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 0));
        await Store.CommitAsync(new Transaction { Operations = [.. Enumerable.Range(0, 100).Select(i => Operation.Put($"/{i:000}", Bytes("v")))] });
        using var patience = new CancellationTokenSource(Patience);
        var batch = await watch.ReadAsync(patience.Token);
        Assert.Equal(100, batch.Events.Count);
    }

    [Fact]
    public async Task Watch_RequestProgress_TellsRevisionWithoutEvents()
    {
        await using var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.Prefix("/a/"), 0));
        var revision = await PutAsync("/b", "1");
        await watch.RequestProgressAsync(CancellationToken.None);
        using var patience = new CancellationTokenSource(Patience);
        var batch = await watch.ReadAsync(patience.Token);
        Assert.Empty(batch.Events);
        Assert.True(batch.Revision >= revision);
    }

    [Fact]
    public async Task Watch_SettledRevision_WaitsForTheReaderToComeBack()
    {
        await using var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 0));
        var revision = await PutAsync("/a", "1");
        Assert.True(watch.SettledRevision < revision);
        await ReadAsync(watch, 1);
        Assert.True(watch.SettledRevision < revision);
        using var stop = new CancellationTokenSource();
        var next = watch.ReadAsync(stop.Token).AsTask();
        Assert.True(watch.SettledRevision >= revision);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task Watch_ManyWritersManyWatches_EachSeesAllOnceInOrder()
    {
        const int writers = 8, each = 50;
        var watches = new List<IStoreWatch>();
        for (var i = 0; i < 4; i++) watches.Add(await Store.WatchAsync(new StoreWatchRequest(KeyRange.Prefix($"/{i}/"), 2)));
        var reading = watches.Select(watch => ReadAsync(watch, writers * each / 4)).ToList();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++) await PutAsync($"/{w % 4}/{w}-{i}", "v");
        })));
        var late = await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 2));
        var all = await ReadAsync(late, writers * each);
        Assert.Equal(Enumerable.Range(2, writers * each), all.Select(e => (int)e.Revision));
        for (var i = 0; i < 4; i++)
            Assert.Equal(all.Where(e => e.Current.Key.StartsWith($"/{i}/")).Select(e => e.Revision), (await reading[i]).Select(e => e.Revision));
        foreach (var watch in watches.Append(late)) await watch.DisposeAsync();
    }

    [Fact]
    public async Task Watch_SlowReader_StillGetsEverything()
    {
        await using var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 0) { WithPrevious = true });
        for (var i = 0; i < 2500; i++) await PutAsync($"/{i % 10}", $"{i}");
        var events = await ReadAsync(watch, 2500);
        Assert.Equal(Enumerable.Range(2, 2500), events.Select(e => (int)e.Revision));
        Assert.Equal("2489", Text(events[^1].Previous));
    }

    [Fact]
    public async Task Watch_Disposed_Ends()
    {
        var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 0));
        var reading = watch.ReadAsync(CancellationToken.None).AsTask();
        await watch.DisposeAsync();
        Assert.Equal(StoreError.Closed, (await Assert.ThrowsAsync<StoreException>(() => reading)).Error);
    }

    // Leases

    [Fact]
    public async Task Lease_Revoked_DeletesItsKeysInOneRevision()
    {
        var lease = await Store.GrantLeaseAsync(TimeSpan.FromSeconds(60));
        await PutAsync("/a", "1", lease);
        await PutAsync("/b", "1", lease);
        await PutAsync("/c", "1", lease);
        await PutAsync("/c", "2"); // no longer on the lease
        Assert.Equal(lease, (await Store.GetAsync("/a"))!.Lease);
        await using var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 0));
        await Store.RevokeLeaseAsync(lease);
        var events = await ReadAsync(watch, 2);
        Assert.Equal(["/a", "/b"], events.Select(e => e.Current.Key));
        Assert.All(events, e => Assert.True(e.IsDelete && e.Revision == 6));
        Assert.Equal("2", Text(await Store.GetAsync("/c")));
        Assert.Equal(StoreError.LeaseNotFound, await ErrorOf(async () => await Store.RevokeLeaseAsync(lease)));
        Assert.Equal(StoreError.LeaseNotFound, await ErrorOf(async () => await Store.KeepLeaseAliveAsync(lease)));
        Assert.Equal(StoreError.LeaseNotFound, await ErrorOf(() => PutAsync("/d", "1", lease)));
    }

    [Fact]
    public async Task Lease_TimeOver_DeletesItsKeys()
    {
        await using var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 3));
        var lease = await Store.GrantLeaseAsync(TimeSpan.FromSeconds(10));
        await PutAsync("/a", "1", lease);
        AdvanceTime(TimeSpan.FromSeconds(11));
        var events = await ReadAsync(watch, 1);
        Assert.True(events[0].IsDelete);
        Assert.Null(await Store.GetAsync("/a"));
    }

    [Fact]
    public async Task Lease_KeptAlive_Stays()
    {
        var lease = await Store.GrantLeaseAsync(TimeSpan.FromSeconds(10));
        var other = await Store.GrantLeaseAsync(TimeSpan.FromSeconds(10));
        await PutAsync("/a", "1", lease);
        await PutAsync("/b", "1", other);
        await using var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 0));
        AdvanceTime(TimeSpan.FromSeconds(6));
        await Store.KeepLeaseAliveAsync(lease);
        AdvanceTime(TimeSpan.FromSeconds(6));
        Assert.Equal("/b", (await ReadAsync(watch, 1))[0].Current.Key);
        Assert.NotNull(await Store.GetAsync("/a"));
    }

    // The end

    [Fact]
    public async Task Dispose_ThenUse_IsClosed()
    {
        var watch = await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 0));
        var reading = watch.ReadAsync(CancellationToken.None).AsTask();
        await Store.DisposeAsync();
        Assert.Equal(StoreError.Closed, (await Assert.ThrowsAsync<StoreException>(() => reading)).Error);
        Assert.Equal(StoreError.Closed, await ErrorOf(() => PutAsync("/a", "1")));
        Assert.Equal(StoreError.Closed, await ErrorOf(async () => await Store.GetAsync("/a")));
        Assert.Equal(StoreError.Closed, await ErrorOf(async () => await Store.WatchAsync(new StoreWatchRequest(KeyRange.All, 0))));
    }
}
