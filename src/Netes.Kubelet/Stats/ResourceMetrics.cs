using System.Globalization;
using System.Text;

namespace Netes.Kubelet.Stats;

/// <summary>
/// <c>/metrics/resource</c>: what metrics-server scrapes. Pure.
/// https://kubernetes.io/docs/reference/instrumentation/node-metrics/
/// </summary>
internal static class ResourceMetrics
{
    public static string Write(NodeStats stats)
    {
        var text = new StringBuilder();
        var at = stats.Time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var containers = stats.Pods.SelectMany(p => p.Containers.Select(c => (Pod: p.Pod.Metadata, Container: c))).ToList();
        var pods = stats.Pods.Where(p => p.Usage is not null).Select(p => (Pod: p.Pod.Metadata, Usage: p.Usage!)).ToList();
        string Labels(Api.MetaV1.ObjectMeta pod, string? container) =>
            $"{{{(container is null ? "" : $"container=\"{container}\",")}namespace=\"{pod.Namespace}\",pod=\"{pod.Name}\"}}";

        Family("container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the container in core-seconds",
            containers.Select(c => (Labels(c.Pod, c.Container.Name), Seconds(c.Container.CpuNanoseconds))));
        Family("container_memory_working_set_bytes", "gauge", "Current working set of the container in bytes",
            containers.Select(c => (Labels(c.Pod, c.Container.Name), (double)c.Container.WorkingSetBytes)));
        Family("container_start_time_seconds", "gauge", "Start time of the container since unix epoch in seconds",
            containers.Select(c => (Labels(c.Pod, c.Container.Name), c.Container.StartTime.ToUnixTimeMilliseconds() / 1000.0)));
        if (stats.Usage is { } node)
        {
            Family("node_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the node in core-seconds",
                [("", Seconds(node.CpuNanoseconds))]);
            Family("node_memory_working_set_bytes", "gauge", "Current working set of the node in bytes",
                [("", node.WorkingSetBytes)]);
        }

        Family("pod_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the pod in core-seconds",
            pods.Select(p => (Labels(p.Pod, null), Seconds(p.Usage.CpuNanoseconds))));
        Family("pod_memory_working_set_bytes", "gauge", "Current working set of the pod in bytes",
            pods.Select(p => (Labels(p.Pod, null), (double)p.Usage.WorkingSetBytes)));
        text.Append("# HELP resource_scrape_error [STABLE] 1 if there was an error while getting container metrics, 0 otherwise\n");
        text.Append("# TYPE resource_scrape_error gauge\nresource_scrape_error 0\n");
        return text.ToString();

        void Family(string name, string type, string help, IEnumerable<(string Labels, double Value)> samples)
        {
            var any = false;
            foreach (var (labels, value) in samples)
            {
                if (!any) text.Append(CultureInfo.InvariantCulture, $"# HELP {name} [STABLE] {help}\n# TYPE {name} {type}\n");
                any = true;
                text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R} {at}\n");
            }
        }
    }

    private static double Seconds(long nanoseconds) => nanoseconds / 1e9;
}
