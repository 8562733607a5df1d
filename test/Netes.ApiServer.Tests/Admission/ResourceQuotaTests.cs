using System.Net;

namespace Netes.ApiServer.Tests.Admission;

public sealed class ResourceQuotaTests
{
    private const string Namespace = "/api/v1/namespaces/default";

    private static string ConfigMap(string name) => $$$"""{"metadata":{"name":"{{{name}}}"}}""";

    private static async Task<TestServer> WithQuotaAsync(string hard)
    {
        TestServer server = await TestServer.StartAsync();
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(Namespace + "/resourcequotas", $$$"""{"metadata":{"name":"q"},"spec":{"hard":{{{hard}}} } }""")).Status);
        // No controller runs here to take stock; nothing is there yet to be counted.
        Answer status = await server.PatchAsync(Namespace + "/resourcequotas/q/status", $$$"""{"status":{"hard":{{{hard}}},"used":{"count/configmaps":"0"} } }""");
        Assert.Equal(HttpStatusCode.OK, status.Status);
        return server;
    }

    [Fact]
    public async Task Create_BeyondQuota_IsForbidden()
    {
        await using TestServer server = await WithQuotaAsync("""{"count/configmaps":"2"}""");

        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(Namespace + "/configmaps", ConfigMap("a"))).Status);
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(Namespace + "/configmaps", ConfigMap("b"))).Status);
        Answer refused = await server.PostAsync(Namespace + "/configmaps", ConfigMap("c"));

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("exceeded quota: q, requested: count/configmaps=1, used: count/configmaps=2, limited: count/configmaps=2", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ByManyAtOnce_NeverExceedsTheQuota()
    {
        await using TestServer server = await WithQuotaAsync("""{"count/configmaps":"5"}""");

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => server.PostAsync(Namespace + "/configmaps", ConfigMap($"c-{i}"))));

        Assert.InRange(answers.Count(a => a.Status == HttpStatusCode.Created), 1, 5);
        Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.Created or HttpStatusCode.Forbidden or HttpStatusCode.Conflict, a.Text));
    }
}
