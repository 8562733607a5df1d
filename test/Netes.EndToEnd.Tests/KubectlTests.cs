using Netes.EndToEnd.Tests.Cluster;
using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests;

/// <summary>What a new user types first.</summary>
public sealed class KubectlTests(TestCluster cluster)
{
    [Fact]
    public async Task GetNodes_Wide_ShowsTheReadyNode()
    {
        string output = (await cluster.Node.KubectlAsync("get", "nodes", "-o", "wide")).Succeeded();

        Assert.Matches(@"e2e\s+Ready\s+\S+\s+\S+\s+v1\.36", output);
        Assert.Contains("containerd://", output);
    }

    [Fact]
    public async Task GetNamespaces_OnAFreshCluster_ShowsTheFour()
    {
        string output = (await cluster.Node.KubectlAsync("get", "ns")).Succeeded();

        foreach (string name in new[] { "default", "kube-system", "kube-public", "kube-node-lease" }) Assert.Contains(name, output);
    }

    [Theory]
    [InlineData("is running at", "cluster-info")]
    [InlineData("deployments", "api-resources", "--namespaced=true")]
    [InlineData("nodes", "api-resources", "--namespaced=false")]
    [InlineData("service/kubernetes", "get", "all", "-A")]
    [InlineData("FIELDS", "explain", "pod.spec.containers")]
    [InlineData("apps/v1", "api-versions")]
    [InlineData("Ready", "describe", "node", "e2e")]
    public async Task Command_OnAFreshCluster_Answers(string expected, params string[] arguments) =>
        Assert.Contains(expected, (await cluster.Node.KubectlAsync(arguments)).Succeeded());

    [Fact]
    public async Task Edit_ByAnEditorScript_ChangesTheObject()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        await ns.OutputAsync("create", "configmap", "text", "--from-literal=word=before");

        var result = await cluster.Node.RunAsync(["env", "EDITOR=sed -i s/before/after/", "kubectl", "-n", ns.Name, "edit", "configmap", "text"]);

        result.Succeeded();
        Assert.Equal("after", await ns.GetAsync("configmap/text", ".data.word"));
    }

    [Fact]
    public async Task PortForward_ToAPod_CarriesRequests()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        await ns.OutputAsync("create", "deployment", "web", "--image=nginx:alpine");
        await ns.OutputAsync("rollout", "status", "deployment/web", "--timeout=60s");
        string pod = await ns.GetAsync("pods", ".items[0].metadata.name");

        // kubectl ends with the shell; curl retries until the tunnel listens.
        var result = await cluster.Node.RunAsync(["sh", "-c",
            $"kubectl -n {ns.Name} port-forward deployment/web 18080:80 >/dev/null & p=$!; curl -sS --retry 20 --retry-delay 1 --retry-connrefused --max-time 30 http://127.0.0.1:18080/; s=$?; kill $p; exit $s"]);

        Assert.Contains(pod, result.Succeeded());
    }
}
