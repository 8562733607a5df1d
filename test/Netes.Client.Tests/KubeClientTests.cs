using System.Net;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Testing;

namespace Netes.Client.Tests;

public class KubeClientTests
{
    private readonly FakeApi _api = new();

    [Fact]
    public async Task Verbs_OnConfigMap_DoWhatTheySay()
    {
        using var client = _api.Client();
        var maps = client.Resource<ConfigMap>();
        var map = new ConfigMap { Data = new() { ["k"] = "v" } };
        (map.Metadata.Namespace, map.Metadata.Name) = ("ns", "m");

        var created = await maps.CreateAsync(map, CancellationToken.None);
        Assert.NotEmpty(created.Metadata.Uid);
        created.Data!["k"] = "w";
        var updated = await maps.UpdateAsync(created, CancellationToken.None);
        Assert.NotEqual(created.Metadata.ResourceVersion, updated.Metadata.ResourceVersion);
        var patched = await maps.PatchAsync("ns", "m", PatchType.Merge, """{"data":{"x":"y"}}"""u8.ToArray(), CancellationToken.None);
        Assert.Equal("w", patched.Data!["k"]);
        Assert.Equal("y", patched.Data["x"]);
        var page = await maps.ListAsync(null, null, CancellationToken.None);
        Assert.Equal("ConfigMap", Assert.Single(page.Items).Kind);
        await maps.DeleteAsync("ns", "m", CancellationToken.None);
        Assert.Null(await maps.FindAsync("ns", "m", CancellationToken.None));
    }

    [Fact]
    public async Task UpdateAsync_OldVersion_IsConflict()
    {
        using var client = _api.Client();
        var maps = client.Resource<ConfigMap>();
        var map = new ConfigMap();
        (map.Metadata.Namespace, map.Metadata.Name) = ("ns", "m");
        var stale = await maps.CreateAsync(map, CancellationToken.None);
        await maps.PatchAsync("ns", "m", PatchType.Merge, """{"data":{"x":"y"}}"""u8.ToArray(), CancellationToken.None);
        stale.Data = new() { ["z"] = "z" };
        var failure = await Assert.ThrowsAsync<KubeApiException>(() => maps.UpdateAsync(stale, CancellationToken.None));
        Assert.True(failure.IsConflict);
    }

    [Fact]
    public async Task GetAsync_AsMetadata_HasNoContent()
    {
        using var client = _api.Client();
        var map = new ConfigMap { Data = new() { ["k"] = "v" } };
        (map.Metadata.Namespace, map.Metadata.Name) = ("ns", "m");
        var created = await client.Resource<ConfigMap>().CreateAsync(map, CancellationToken.None);
        var metadata = client.Resource<PartialObjectMetadata>(client.Resource<ConfigMap>().Resource);
        Assert.Equal(created.Metadata.Uid, (await metadata.GetAsync("ns", "m", CancellationToken.None)).Metadata.Uid);
        Assert.Single((await metadata.ListAsync("ns", null, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task SendAsync_TooManyRequests_WaitsAsToldAndTriesAgain()
    {
        var time = new FakeTime();
        int calls = 0;
        _api.Intercept = _ =>
        {
            if (++calls > 2) return null;
            var busy = FakeApi.Failure(429, "TooManyRequests", "too many");
            busy.Headers.TryAddWithoutValidation("Retry-After", "3");
            return busy;
        };
        using var client = _api.Client(new KubeClientOptions { TimeProvider = time });
        var listing = client.Resource<ConfigMap>().ListAsync(null, null, CancellationToken.None);
        for (int i = 0; i < 2; i++)
        {
            await Eventually.IsTrueAsync(() => time.ArmedTimers == 1, "the client waits");
            time.Advance(TimeSpan.FromSeconds(3));
        }
        await listing;
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task SendAsync_FailureThatIsNoStatus_KeepsItsText()
    {
        _api.Intercept = _ => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("upstream is away") };
        using var client = _api.Client();
        var failure = await Assert.ThrowsAsync<KubeApiException>(() => client.Resource<ConfigMap>().GetAsync("ns", "m", CancellationToken.None));
        Assert.Equal(502, failure.Code);
        Assert.Equal("upstream is away", failure.Message);
    }

    [Fact]
    public async Task GetPreferredResourcesAsync_Server_NamesEachResourceOnce()
    {
        using var client = _api.Client();
        var found = await client.Discovery.GetPreferredResourcesAsync(CancellationToken.None);
        Assert.Empty(found.Failed);
        var deployments = Assert.Single(found.Resources, r => r.Plural == "deployments");
        Assert.Equal(("apps", "v1", "Deployment", true), (deployments.Group, deployments.Version, deployments.Kind, deployments.Namespaced));
        Assert.True(deployments.HasVerb("watch"));
    }
}
