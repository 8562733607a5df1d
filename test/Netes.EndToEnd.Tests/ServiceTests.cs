using Netes.EndToEnd.Tests.Cluster;
using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests;

/// <summary>Services in front of real Pods, through real nftables.</summary>
public sealed class ServiceTests(TestCluster cluster)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

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

        string[] before = await NamesAsync(ns, "pods", ".items[*].metadata.name");
        string victim = before[0];
        await ns.OutputAsync("delete", "pod", victim, "--wait=false");
        string deletion = await ns.GetAsync($"pod/{victim}", ".metadata.deletionTimestamp");
        await Shell.EventuallyAsync(async () => !(await ReadyEndpointsAsync(ns)).Contains(victim), "the endpoint's end");

        // From here on no request may fail: neither while the Pod shuts down, nor when it dies, nor when the new one takes over.
        seen.Clear();
        string[] now = before;
        while (now.Contains(victim) || seen.Count(n => n != victim) < 2)
        {
            seen.Add((await cluster.Node.CurlAsync(url)).Trim());
            now = await NamesAsync(ns, "pods", ".items[*].metadata.name");
        }
        string replacement = now.Except(before).Single();
        Assert.Contains(replacement, await ReadyEndpointsAsync(ns));
        var healed = Time(await ns.GetAsync($"pod/{replacement}", ".status.conditions[?(@.type==\"Ready\")].lastTransitionTime"));
        Assert.InRange(healed - (Time(deletion) - Grace), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    /// <summary>The Pods that the Service sends requests to.</summary>
    private static Task<string[]> ReadyEndpointsAsync(TestNamespace ns) =>
        NamesAsync(ns, "endpointslices", ".items[*].endpoints[?(@.conditions.ready==true)].targetRef.name");

    private static async Task<string[]> NamesAsync(TestNamespace ns, string what, string path) =>
        (await ns.GetAsync(what, path)).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

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
