using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Netes.ApiServer.Http;

/// <summary>Counts requests: instruments for any listener, and the sums that /metrics shows in Prometheus' text form.</summary>
internal sealed class RequestMetrics : IDisposable
{
    private readonly Meter meter = new("Netes.ApiServer");
    private readonly Counter<long> requests;
    private readonly Histogram<double> durations;
    private readonly ConcurrentDictionary<(string Verb, string Group, string Version, string Resource, string Subresource, string Scope, int Code), Sum> sums = new();

    private static readonly RequestInfo Unknown = new() { Path = "", Verb = "" };

    public RequestMetrics()
    {
        requests = meter.CreateCounter<long>("apiserver_request_total", description: "Counter of apiserver requests.");
        durations = meter.CreateHistogram<double>("apiserver_request_duration_seconds", "s", "Response latency.");
    }

    public void Record(RequestInfo info, int code, TimeSpan elapsed)
    {
        // What nobody serves is counted as one, so that clients can.t make ever new rows.
        RequestInfo known = code == 404 ? Unknown : info;
        string scope = !info.IsResource ? "" : info.Name.Length > 0 ? "resource" : info.Namespace.Length > 0 ? "namespace" : "cluster";
        Sum sum = sums.GetOrAdd((info.Verb, known.Group, known.Version, known.Resource, known.Subresource, scope, code), static _ => new Sum());
        Interlocked.Increment(ref sum.Count);
        Interlocked.Add(ref sum.Ticks, elapsed.Ticks);
        if (requests.Enabled) requests.Add(1, new("verb", info.Verb), new("resource", info.Resource), new("code", code));
        if (durations.Enabled) durations.Record(elapsed.TotalSeconds, new("verb", info.Verb), new("resource", info.Resource));
    }

    public string Text()
    {
        var text = new StringBuilder();
        text.Append("# HELP apiserver_request_total Counter of apiserver requests broken out for each verb, group, version, resource, scope, and HTTP response code.\n");
        text.Append("# TYPE apiserver_request_total counter\n");
        foreach (var (key, sum) in sums) text.Append("apiserver_request_total{").Append(Labels(key)).Append("} ").Append(sum.Count).Append('\n');
        text.Append("# HELP apiserver_request_duration_seconds Response latency in seconds.\n# TYPE apiserver_request_duration_seconds summary\n");
        foreach (var (key, sum) in sums)
        {
            string labels = Labels(key);
            text.Append("apiserver_request_duration_seconds_sum{").Append(labels).Append("} ")
                .Append(TimeSpan.FromTicks(sum.Ticks).TotalSeconds.ToString(CultureInfo.InvariantCulture)).Append('\n');
            text.Append("apiserver_request_duration_seconds_count{").Append(labels).Append("} ").Append(sum.Count).Append('\n');
        }
        text.Append("# HELP process_resident_memory_bytes Resident memory size in bytes.\n# TYPE process_resident_memory_bytes gauge\n");
        text.Append("process_resident_memory_bytes ").Append(Environment.WorkingSet).Append('\n');
        text.Append("# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.\n# TYPE process_cpu_seconds_total counter\n");
        text.Append("process_cpu_seconds_total ").Append(Environment.CpuUsage.TotalTime.TotalSeconds.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return text.ToString();
    }

    public void Dispose() => meter.Dispose();

    private static string Labels((string Verb, string Group, string Version, string Resource, string Subresource, string Scope, int Code) key) =>
        $"code=\"{key.Code}\",group=\"{Escape(key.Group)}\",resource=\"{Escape(key.Resource)}\",scope=\"{key.Scope}\",subresource=\"{Escape(key.Subresource)}\",verb=\"{Escape(key.Verb)}\",version=\"{Escape(key.Version)}\"";

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private sealed class Sum
    {
        public long Count;
        public long Ticks;
    }
}
