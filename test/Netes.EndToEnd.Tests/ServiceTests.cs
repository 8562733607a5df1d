using System.Diagnostics;
using Netes.EndToEnd.Tests.Cluster;
using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests;

/// <summary>Services in front of real Pods, through real nftables.</summary>
public sealed class ServiceTests(TestCluster cluster)
{
    [Fact]
    public async Task NodePort_InFrontOfTwoReplicas_ReachesBothAndHealsWhenOneGoes()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        (await ns.ApplyAsync(Web(replicas: 2))).Succeeded();
        await ns.OutputAsync("expose", "deployment", "web", "--type=NodePort", "--port=80");
        await ns.OutputAsync("rollout", "status", "deployment/web", "--timeout=60s");
        string url = $"http://{cluster.Node.Address}:{await ns.GetAsync("service/web", ".spec.ports[0].nodePort")}/";

        var seen = new HashSet<string>();
        await Shell.EventuallyAsync(async () =>
        {
            if (await TryCurlAsync(url) is { } name) seen.Add(name);
            return seen.Count == 2;
        }, "answers of both Pods", TimeSpan.FromSeconds(20));

        string victim = (await ns.OutputAsync("get", "pods", "-o", "name")).Split('\n')[0];
        await ns.OutputAsync("delete", victim, "--wait=false");
        long deleted = Stopwatch.GetTimestamp();
        string gone = victim["pod/".Length..];
        seen.Clear();
        await Shell.EventuallyAsync(async () =>
        {
            if (await TryCurlAsync(url) is { } name) seen.Add(name);
            return seen.Count(n => n != gone) == 2;
        }, "answers of the survivor and of the new Pod", TimeSpan.FromSeconds(30));
        Assert.InRange(Stopwatch.GetElapsedTime(deleted), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        for (int i = 0; i < 20; i++) await cluster.Node.CurlAsync(url);
    }

    [Fact]
    public async Task ClusterIP_FromPodAndNode_Answers()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        (await ns.ApplyAsync(Web(replicas: 1))).Succeeded();
        await ns.OutputAsync("expose", "deployment", "web", "--port=8080", "--target-port=80");
        await ns.OutputAsync("rollout", "status", "deployment/web", "--timeout=60s");
        string address = await ns.GetAsync("service/web", ".spec.clusterIP");
        string pod = (await ns.OutputAsync("get", "pods", "-o", "jsonpath={.items[0].metadata.name}")).Trim();

        await Shell.EventuallyAsync(async () => await TryCurlAsync($"http://{address}:8080/") == pod, "an answer on the node");
        // The Pod reaches itself through its Service: hairpin.
        Assert.Contains(pod, await ns.OutputAsync("exec", pod, "--", "wget", "-q", "-O-", $"http://{address}:8080/"));
    }

    private async Task<string?> TryCurlAsync(string url)
    {
        var result = await cluster.Node.RunAsync(["curl", "-sS", "--fail", "--max-time", "2", url]);
        return result.ExitCode == 0 ? result.Output.Trim() : null;
    }

    private static string Web(int replicas) => $$$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: {{{replicas}}}
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              terminationGracePeriodSeconds: 5
              containers:
              - name: web
                image: nginx:alpine
                ports: [{containerPort: 80}]
                readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}
        """;
}
