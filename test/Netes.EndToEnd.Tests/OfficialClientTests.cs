using System.Text;
using k8s;
using k8s.Models;
using Netes.EndToEnd.Tests.Cluster;
using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests;

/// <summary>The official C# client against a real node.</summary>
public sealed class OfficialClientTests(TestCluster cluster)
{
    private Kubernetes Connect()
    {
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(cluster.Node.Kubeconfig);
        // The kubeconfig names the loopback address of the node's own network; the test stands outside.
        configuration.Host = new UriBuilder(configuration.Host) { Host = cluster.Node.Address }.Uri.ToString();
        return new Kubernetes(configuration);
    }

    [Fact]
    public async Task ListCreatePatchAndDelete_OfAConfigMap_KeepWhatWasSaid()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        using var client = Connect();

        var made = await client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "settings" }, Data = new Dictionary<string, string> { ["colour"] = "blue" } }, ns.Name);
        Assert.NotEmpty(made.Metadata.Uid);
        var patched = await client.CoreV1.PatchNamespacedConfigMapAsync(
            new V1Patch("""{"data":{"size":"small"}}""", V1Patch.PatchType.MergePatch), "settings", ns.Name);
        Assert.Equal("blue small", $"{patched.Data["colour"]} {patched.Data["size"]}");
        patched = await client.CoreV1.PatchNamespacedConfigMapAsync(
            new V1Patch("""[{"op":"remove","path":"/data/colour"}]""", V1Patch.PatchType.JsonPatch), "settings", ns.Name);
        Assert.DoesNotContain("colour", patched.Data.Keys);
        Assert.Contains((await client.CoreV1.ListNamespacedConfigMapAsync(ns.Name)).Items, m => m.Metadata.Name == "settings");

        await client.CoreV1.DeleteNamespacedConfigMapAsync("settings", ns.Name);
        var failure = await Assert.ThrowsAsync<k8s.Autorest.HttpOperationException>(() => client.CoreV1.ReadNamespacedConfigMapAsync("settings", ns.Name));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, failure.Response.StatusCode);
    }

    [Fact]
    public async Task Watch_OfAPod_TellsItsLifeUntilItIsGone()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        using var client = Connect();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var phases = new List<string>();
        var watch = client.CoreV1.WatchListNamespacedPodAsync(ns.Name, cancellationToken: limit.Token);

        await client.CoreV1.CreateNamespacedPodAsync(Box("true"), ns.Name);
        bool deleting = false;
        await foreach (var (type, pod) in watch)
        {
            if (phases.LastOrDefault() != pod.Status.Phase) phases.Add(pod.Status.Phase);
            if (type == WatchEventType.Deleted) break;
            if (pod.Status.Phase != "Succeeded" || deleting) continue;
            deleting = true;
            await client.CoreV1.DeleteNamespacedPodAsync("box", ns.Name);
        }

        Assert.Equal("Pending", phases[0]);
        Assert.Equal("Succeeded", phases[^1]);
    }

    [Fact]
    public async Task Exec_InARunningPod_CarriesInputOutputAndTheExitStatus()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        using var client = Connect();
        await RunningAsync(client, ns.Name, Box("sleep 3600"));

        string said = "";
        int status = await client.NamespacedPodExecAsync("box", ns.Name, "box", ["sh", "-c", "echo works; exit 7"], tty: false,
            async (_, output, _) =>
            {
                using var reader = new StreamReader(output);
                said = await reader.ReadToEndAsync();
            }, CancellationToken.None);

        Assert.Equal("works\n", said);
        Assert.Equal(7, status);
    }

    [Fact]
    public async Task PortForward_ToAPod_CarriesARequest()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        using var client = Connect();
        var web = Box("");
        web.Spec.Containers[0].Image = "nginx:alpine";
        web.Spec.Containers[0].Command = null;
        web.Spec.Containers[0].ReadinessProbe = new V1Probe { HttpGet = new V1HTTPGetAction { Path = "/", Port = 80 }, PeriodSeconds = 1 };
        await RunningAsync(client, ns.Name, web);

        var socket = await client.WebSocketNamespacedPodPortForwardAsync("box", ns.Name, [80], "v4.channel.k8s.io");
        using var streams = new StreamDemuxer(socket, StreamType.PortForward);
        streams.Start();
        await using var port = streams.GetStream((byte?)0, (byte?)0);
        await port.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.0\r\n\r\n"));
        var answer = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!answer.ToString().Contains("box", StringComparison.Ordinal))
        {
            int read = await port.ReadAsync(buffer);
            Assert.True(read > 0, $"the tunnel ended after: {answer}");
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        Assert.Contains("200 OK", answer.ToString());
    }

    private static async Task RunningAsync(Kubernetes client, string ns, V1Pod pod)
    {
        await client.CoreV1.CreateNamespacedPodAsync(pod, ns);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (var (_, seen) in client.CoreV1.WatchListNamespacedPodAsync(ns, cancellationToken: limit.Token))
            if (seen.Status.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true) return;
    }

    private static V1Pod Box(string command) => new()
    {
        Metadata = new V1ObjectMeta { Name = "box" },
        Spec = new V1PodSpec
        {
            RestartPolicy = "Never",
            TerminationGracePeriodSeconds = 1,
            Containers = [new V1Container { Name = "box", Image = "busybox", ImagePullPolicy = "IfNotPresent", Command = ["sh", "-c", command] }],
        },
    };
}
