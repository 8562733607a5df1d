using Netes.EndToEnd.Tests.Cluster;
using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests;

/// <summary>Every manifest that the project was created from: it applies, its Pods run, its Services answer, and it goes away.</summary>
public sealed class ExampleTests(TestCluster cluster)
{
    [Theory]
    [InlineData("nginx-deployment.yaml", "nginx-deployment")]
    [InlineData("fe-nginx-deployment.yaml", "fe-nginx-deployment")]
    [InlineData("hello-loadbalancer.yaml", "hellok8s-deployment")]
    [InlineData("microservice-one.yaml", "microservice-one")]
    [InlineData("mongo-app.yaml", "mongodb", "mongo-express")]
    [InlineData("external-service.yaml")]
    [InlineData("default-http-backend.yaml")]
    [InlineData("database-namespace.yaml")]
    [InlineData("vpc-cni-configmap.yaml")]
    [InlineData("persistent-volumes.yaml")]
    [InlineData("dashboard-ingress.yaml")]
    [InlineData("ingress-fanout.yaml")]
    [InlineData("ingress-hosts.yaml")]
    [InlineData("ingress-internal-service.yaml")]
    [InlineData("ingress-tls.yaml")]
    public async Task Apply_OfAnExample_RunsWhatItSays(string name, params string[] deployments)
    {
        string file = Repository.Example(name);
        await using var ns = await cluster.CreateNamespaceAsync();
        // Some name their namespace themselves; kubectl takes no other for these.
        bool bound = File.ReadAllText(file).Contains("\n  namespace:", StringComparison.Ordinal);
        string[] scope = bound ? [] : ["-n", ns.Name];
        if (name == "dashboard-ingress.yaml") (await cluster.Node.KubectlAsync("create", "namespace", "kubernetes-dashboard")).Succeeded();

        (await cluster.Node.KubectlAsync(["apply", "-f", file, .. scope])).Succeeded();
        Assert.Contains("unchanged", (await cluster.Node.KubectlAsync(["apply", "-f", file, .. scope])).Succeeded());
        foreach (string deployment in deployments) await ns.OutputAsync("rollout", "status", $"deployment/{deployment}", "--timeout=90s");
        if (deployments.Length > 0)
        {
            foreach (string port in (await ns.GetAsync("services", ".items[*].spec.ports[*].nodePort")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                await Shell.EventuallyAsync(async () => (await cluster.Node.RunAsync(["curl", "-sS", "--fail", "--max-time", "2", $"http://{cluster.Node.Address}:{port}/"])).ExitCode == 0, $"an answer at port {port}");
        }

        (await cluster.Node.KubectlAsync(["delete", "-f", file, "--timeout=60s", .. scope])).Succeeded();
        Assert.Empty((await cluster.Node.KubectlAsync(["get", "-f", file, "--ignore-not-found", "-o", "name", .. scope])).Succeeded());
    }

    [Fact]
    public async Task MongoApp_ItsContainers_HaveTheirVariables()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        // Another port, for the file's own is taken while the other test runs.
        string manifest = File.ReadAllText(Repository.Example("mongo-app.yaml")).Replace("    nodePort: 30000\n", "", StringComparison.Ordinal);
        (await ns.ApplyAsync(manifest)).Succeeded();
        await ns.OutputAsync("rollout", "status", "deployment/mongo-express", "--timeout=90s");

        string variables = await ns.OutputAsync("exec", "deployment/mongo-express", "--", "env");

        Assert.Contains("ME_CONFIG_MONGODB_SERVER=mongodb-service\n", variables);
        Assert.Contains("ME_CONFIG_MONGODB_ADMINUSERNAME=mongo-user\n", variables);
        Assert.Contains("ME_CONFIG_MONGODB_ADMINPASSWORD=mongo-pw\n", variables);
        Assert.Contains("Successfully pulled image \"mongo-express\"", await ns.OutputAsync("describe", "pod", "-l", "app=mongo-express"));
    }
}
