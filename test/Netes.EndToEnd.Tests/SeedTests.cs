using Netes.EndToEnd.Tests.Cluster;

namespace Netes.EndToEnd.Tests;

/// <summary>The commands of the text that the project was created from, in its order, but for those that need DNS or an ingress.</summary>
public sealed class SeedTests(TestCluster cluster)
{
    [Fact]
    public async Task Commands_OneAfterTheOther_DoWhatTheTextSays()
    {
        await using var ns = await cluster.CreateNamespaceAsync();

        Assert.Contains("deployment.apps/nginx-depl created", await ns.OutputAsync("create", "deployment", "nginx-depl", "--image=nginx:alpine"));
        await ns.OutputAsync("rollout", "status", "deployment/nginx-depl", "--timeout=60s");
        Assert.Matches(@"nginx-depl\s+1/1\s+1\s+1\s+\d+s", await ns.OutputAsync("get", "deployment"));
        Assert.Matches(@"nginx-depl-\w+-\w+\s+1/1\s+Running\s+0\s+\d+s", await ns.OutputAsync("get", "pod"));
        Assert.Matches(@"nginx-depl-\w+\s+1\s+1\s+1\s+\d+s", await ns.OutputAsync("get", "replicaset"));
        string pod = await ns.GetAsync("pods", ".items[0].metadata.name");
        Assert.Contains("10.42.", await ns.OutputAsync("get", "pod", pod, "-o", "wide"));
        string yaml = await ns.OutputAsync("get", "deploy", "nginx-depl", "-o", "yaml");
        Assert.Contains("readyReplicas: 1", yaml);
        Assert.Contains("deployment.kubernetes.io/revision: \"1\"", yaml);
        await ns.OutputAsync("logs", pod);
        Assert.Equal("0", (await ns.OutputAsync("exec", pod, "--", "id", "-u")).Trim());

        await ns.OutputAsync("expose", "deployment", "nginx-depl", "--port=8080", "--target-port=80");
        string description = await ns.OutputAsync("describe", "svc", "nginx-depl");
        Assert.Matches(@"Endpoints:\s+10\.42\.\d+\.\d+:80", description);
        Assert.Matches(@"nginx-depl\s+ClusterIP\s+10\.43\.\d+\.\d+\s+<none>\s+8080/TCP", await ns.OutputAsync("get", "services"));
        Assert.Contains("deployment.apps/nginx-depl", await ns.OutputAsync("get", "all"));

        var edit = await cluster.Node.RunAsync(["env", "EDITOR=sed -i s/nginx:alpine/nginx:1.14.2/", "kubectl", "-n", ns.Name, "edit", "deployment", "nginx-depl"]);
        Assert.Contains("deployment.apps/nginx-depl edited", edit.Succeeded());
        await ns.OutputAsync("rollout", "status", "deployment/nginx-depl", "--timeout=60s");
        Assert.Contains("nginx:1.14.2", await ns.OutputAsync("rollout", "history", "deployment/nginx-depl", "--revision=2"));
        await ns.OutputAsync("rollout", "restart", "deployment/nginx-depl");
        await ns.OutputAsync("rollout", "status", "deployment/nginx-depl", "--timeout=60s");
        await ns.OutputAsync("delete", "deployment", "nginx-depl");
        await ns.OutputAsync("wait", "--for=delete", "pod", "-l", "app=nginx-depl", "--timeout=60s");
    }

    [Fact]
    public async Task CreateNamespace_OfABadName_FailsInUpstreamsWords() =>
        Assert.Contains("a lowercase RFC 1123 label must consist of", (await cluster.Node.KubectlAsync("create", "namespace", "myNameSpace")).Failed());

    [Theory]
    [InlineData("NotFound", "get", "pod", "nothing")]
    [InlineData("the server doesn't have a resource type \"deployement\"", "edit", "deployement", "nginx-depl")]
    public async Task Command_WithAMistake_SaysWhich(string expected, params string[] arguments) =>
        Assert.Contains(expected, (await cluster.Node.KubectlAsync(arguments)).Failed());
}
