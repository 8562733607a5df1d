using System.Net;

namespace Netes.ApiServer.Tests.Admission;

public sealed class EvictionTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private const string Eviction = """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}}""";

    private static async Task<TestServer> WithRunningPodAsync()
    {
        TestServer server = await TestServer.StartAsync();
        await server.PostAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(Pods,
            """{"metadata":{"name":"p","labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.PatchAsync(Pods + "/p/status",
            """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""")).Status);
        return server;
    }

    private static async Task BudgetAsync(TestServer server, int allowed)
    {
        await server.PostAsync(Budgets, """{"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"a"}}}}""");
        Assert.Equal(HttpStatusCode.OK, (await server.PatchAsync(Budgets + "/b/status",
            $$$"""{"status":{"observedGeneration":1,"disruptionsAllowed":{{{allowed}}},"currentHealthy":1,"desiredHealthy":1,"expectedPods":1}}""")).Status);
    }

    [Fact]
    public async Task Evict_WithoutBudget_DeletesThePod()
    {
        await using TestServer server = await WithRunningPodAsync();

        Answer answer = await server.PostAsync(Pods + "/p/eviction", Eviction);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Answer pod = await server.GetAsync(Pods + "/p");
        Assert.True(pod.Status == HttpStatusCode.NotFound || pod.Text.Contains("deletionTimestamp", StringComparison.Ordinal), pod.Text);
    }

    [Fact]
    public async Task Evict_WithSpentBudget_IsToBeTriedLater()
    {
        await using TestServer server = await WithRunningPodAsync();
        await BudgetAsync(server, allowed: 0);

        Answer answer = await server.PostAsync(Pods + "/p/eviction", Eviction);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Contains("Cannot evict pod as it would violate the pod's disruption budget.", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("deletionTimestamp", (await server.GetAsync(Pods + "/p")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evict_WithinBudget_SpendsIt()
    {
        await using TestServer server = await WithRunningPodAsync();
        await BudgetAsync(server, allowed: 1);

        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(Pods + "/p/eviction", Eviction)).Status);

        Assert.Contains("\"disruptionsAllowed\":0", (await server.GetAsync(Budgets + "/b")).Text, StringComparison.Ordinal);
    }
}
