using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Stats;

namespace Netes.Kubelet.Server;

/// <summary>The kubelet's paths, by their first segment. What isn't here is answered with 404.</summary>
internal sealed class KubeletHandlers(
    IPodSource pods, IRuntimeService runtime, ContainerExits exits, StatsCollector stats, TimeProvider time)
{
    public IReadOnlyDictionary<string, RequestDelegate> ByFirstSegment()
    {
        var lookup = new PodContainerLookup(pods, runtime);
        var streams = new StreamHandler(lookup, runtime);
        return new Dictionary<string, RequestDelegate>(StringComparer.Ordinal)
        {
            ["healthz"] = HealthAsync,
            ["pods"] = PodsAsync,
            ["containerLogs"] = new LogHandler(lookup, exits, time).HandleAsync,
            ["exec"] = streams.ExecAsync,
            ["attach"] = streams.AttachAsync,
            ["portForward"] = streams.PortForwardAsync,
            ["run"] = streams.RunAsync,
            ["stats"] = StatsAsync,
            ["metrics"] = MetricsAsync,
            ["configz"] = ConfigAsync,
        };
    }

    private async Task HealthAsync(HttpContext context)
    {
        try
        {
            await runtime.VersionAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (CriException e)
        {
            throw new KubeletRequestException(HttpStatusCode.InternalServerError, $"the container runtime does not answer: {e.Detail}");
        }

        await KubeletServer.AnswerAsync(context, HttpStatusCode.OK, "ok").ConfigureAwait(false);
    }

    private Task PodsAsync(HttpContext context) =>
        JsonAsync(context, ApiJson.Serialize(new PodList { Kind = "PodList", ApiVersion = "v1", Items = [.. pods.List()] }));

    private async Task StatsAsync(HttpContext context)
    {
        if (context.Request.Path.Value?.TrimEnd('/') != "/stats/summary")
            throw new KubeletRequestException(HttpStatusCode.NotFound, "404 page not found\n");
        var sample = await stats.CollectAsync(context.RequestAborted).ConfigureAwait(false);
        await JsonAsync(context, SummaryJson.Write(sample)).ConfigureAwait(false);
    }

    private async Task MetricsAsync(HttpContext context)
    {
        var text = context.Request.Path.Value?.TrimEnd('/') switch
        {
            "/metrics/resource" => ResourceMetrics.Write(await stats.CollectAsync(context.RequestAborted).ConfigureAwait(false)),
            "/metrics" => await OwnMetricsAsync(context.RequestAborted).ConfigureAwait(false),
            _ => throw new KubeletRequestException(HttpStatusCode.NotFound, "404 page not found\n"),
        };
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task<string> OwnMetricsAsync(CancellationToken cancellation)
    {
        var text = new StringBuilder();
        void Gauge(string name, string help, string labels, double value, bool first = true)
        {
            if (first) text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");
        }

        var sandboxes = await runtime.ListPodSandboxAsync(null, cancellation).ConfigureAwait(false);
        var containers = await runtime.ListContainersAsync(null, cancellation).ConfigureAwait(false);
        Gauge("kubelet_running_pods", "[BETA] Number of pods that have a running pod sandbox", "",
            sandboxes.Count(s => s.State == Cri.V1.PodSandboxState.SandboxReady));
        var first = true;
        foreach (var group in containers.GroupBy(c => c.State))
        {
            var state = group.Key.ToString()["Container".Length..].ToLowerInvariant();
            Gauge("kubelet_running_containers", "[BETA] Number of containers currently running", $"{{container_state=\"{state}\"}}", group.Count(), first);
            first = false;
        }

        using var process = System.Diagnostics.Process.GetCurrentProcess();
        text.Append("# HELP process_cpu_seconds_total [STABLE] Total user and system CPU time spent in seconds.\n# TYPE process_cpu_seconds_total counter\n");
        text.Append(CultureInfo.InvariantCulture, $"process_cpu_seconds_total {process.TotalProcessorTime.TotalSeconds:R}\n");
        Gauge("process_resident_memory_bytes", "[STABLE] Resident memory size in bytes.", "", process.WorkingSet64);
        return text.ToString();
    }

    private static Task ConfigAsync(HttpContext context) => JsonAsync(
        context,
        """{"kubeletconfig":{"kind":"KubeletConfiguration","apiVersion":"kubelet.config.k8s.io/v1beta1","cgroupDriver":"cgroupfs","maxPods":110,"authentication":{"anonymous":{"enabled":false}}}}"""u8.ToArray());

    private static async Task JsonAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted).ConfigureAwait(false);
    }
}
