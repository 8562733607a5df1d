using Microsoft.Extensions.Logging.Abstractions;
using Netes.Api.CoreV1;
using Netes.Client.Informers;
using Netes.Testing;

namespace Netes.Client.Tests;

public sealed class InformerTests : IAsyncDisposable
{
    private readonly FakeApi _api = new();
    private readonly FakeTime _time = new();
    private readonly KubeClient _client;
    private readonly InformerFactory _factory;

    public InformerTests()
    {
        _client = _api.Client();
        _factory = new InformerFactory(_client, _time, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task List_MoreThanAPage_HoldsAll()
    {
        for (int i = 0; i < 1201; i++) await CreateAsync("ns", $"m{i}");
        var informer = await StartAsync();
        Assert.Equal(1201, informer.Count);
        Assert.Equal(1201, informer.ListNamespace("ns").Count);
    }

    [Fact]
    public async Task OnChange_AddUpdateDelete_ComesInOrderWithOldAndNew()
    {
        var informer = await StartAsync();
        var seen = new List<string>();
        informer.OnChange += (old, now) =>
        {
            lock (seen) seen.Add($"{old?.Data?.GetValueOrDefault("v") ?? "-"}>{now?.Data?.GetValueOrDefault("v") ?? "-"}");
        };
        var map = await CreateAsync("ns", "m", "1");
        map.Data!["v"] = "2";
        await _client.Resource<ConfigMap>().UpdateAsync(map, CancellationToken.None);
        await _client.Resource<ConfigMap>().DeleteAsync("ns", "m", CancellationToken.None);
        await Eventually.IsTrueAsync(() => { lock (seen) return seen.Count == 3; }, "three changes");
        Assert.Equal(["->1", "1>2", "2>-"], seen);
        Assert.Null(informer.Get("ns", "m"));
    }

    [Fact]
    public async Task OnChange_LateHandler_IsToldWhatIsThere()
    {
        await CreateAsync("ns", "m");
        var informer = await StartAsync();
        var seen = new List<string>();
        informer.OnChange += (_, now) => seen.Add(now!.Metadata.Name);
        Assert.Equal(["m"], seen);
    }

    [Fact]
    public async Task Watch_HistoryGone_DeliversOnlyTheDifference()
    {
        await CreateAsync("ns", "same");
        await CreateAsync("ns", "gone");
        var informer = await StartAsync();
        var seen = new List<string>();
        informer.OnChange += (old, now) => { lock (seen) seen.Add($"{old?.Metadata.Name}>{now?.Metadata.Name}"); };
        lock (seen) seen.Clear();
        await Eventually.IsTrueAsync(() => _api.OpenWatches == 1, "the watch is open");
        // Nobody hears of these two changes: the watch is refused until the history is gone.
        _api.Intercept = r => r.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal) ? FakeApi.Failure(500, "InternalError", "away") : null;
        _api.EndWatches();
        await _client.Resource<ConfigMap>().DeleteAsync("ns", "gone", CancellationToken.None);
        await CreateAsync("ns", "new");
        _api.Compact();
        _api.Intercept = null;
        await Eventually.IsTrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return informer.Get("ns", "new") is not null;
        }, "listed again");
        await Eventually.IsTrueAsync(() => { lock (seen) return seen.Count >= 2; }, "the difference is delivered");
        lock (seen) Assert.Equal([">new", "gone>"], seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Watch_ServerEndsIt_GoesOnWhereItStopped()
    {
        var informer = await StartAsync();
        await Eventually.IsTrueAsync(() => _api.OpenWatches == 1, "the watch is open");
        await CreateAsync("ns", "a");
        await Eventually.IsTrueAsync(() => informer.Count == 1, "a is seen");
        _api.EndWatches();
        await CreateAsync("ns", "b");
        await Eventually.IsTrueAsync(() => informer.Count == 2, "b is seen");
    }

    [Fact]
    public async Task Watch_Bookmark_MovesTheVersionOn()
    {
        var informer = await StartAsync();
        await Eventually.IsTrueAsync(() => _api.OpenWatches == 1, "the watch is open");
        var other = new Secret();
        (other.Metadata.Namespace, other.Metadata.Name) = ("ns", "s");
        var stored = await _client.Resource<Secret>().CreateAsync(other, CancellationToken.None);
        _api.SendBookmarks();
        await Eventually.IsTrueAsync(() => informer.LastSyncResourceVersion == stored.Metadata.ResourceVersion, "the bookmark is taken");
    }

    [Fact]
    public async Task ByIndex_ChangedValue_MovesTheObject()
    {
        var informer = _factory.Get<ConfigMap>();
        informer.AddIndex("v", m => m.Data is { } d ? [d["v"]] : []);
        await StartAsync();
        var map = await CreateAsync("ns", "m", "1");
        await Eventually.IsTrueAsync(() => informer.ByIndex("v", "1").Count == 1, "indexed under 1");
        map.Data!["v"] = "2";
        await _client.Resource<ConfigMap>().UpdateAsync(map, CancellationToken.None);
        await Eventually.IsTrueAsync(() => informer.ByIndex("v", "2").Count == 1, "indexed under 2");
        Assert.Empty(informer.ByIndex("v", "1"));
        Assert.Throws<ArgumentException>(() => informer.ByIndex("unknown", ""));
    }

    [Fact]
    public async Task IsCurrent_AfterAWrite_OnlyWhenTheInformerHasSeenIt()
    {
        var informer = await StartAsync();
        await Eventually.IsTrueAsync(() => _api.OpenWatches == 1, "the watch is open");
        var writes = new ReadYourWrites<ConfigMap>(informer);
        var owner = new ObjectKey("ns", "owner");
        _api.Intercept = r => r.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal) ? FakeApi.Failure(500, "InternalError", "away") : null;
        _api.EndWatches();
        writes.Wrote(owner, await CreateAsync("ns", "m"));
        Assert.False(writes.IsCurrent(owner));
        Assert.True(writes.IsCurrent(new ObjectKey("ns", "other")));
        _api.Intercept = null;
        await Eventually.IsTrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return writes.IsCurrent(owner);
        }, "the write is seen");
        Assert.NotNull(informer.Get("ns", "m"));
    }

    private async Task<Informer<ConfigMap>> StartAsync()
    {
        var informer = _factory.Get<ConfigMap>();
        Assert.Same(informer, _factory.Get<ConfigMap>());
        await _factory.StartAsync(CancellationToken.None);
        await _factory.WaitForSyncAsync(CancellationToken.None);
        return informer;
    }

    private Task<ConfigMap> CreateAsync(string ns, string name, string value = "0")
    {
        var map = new ConfigMap { Data = new() { ["v"] = value } };
        (map.Metadata.Namespace, map.Metadata.Name) = (ns, name);
        return _client.Resource<ConfigMap>().CreateAsync(map, CancellationToken.None);
    }
}
