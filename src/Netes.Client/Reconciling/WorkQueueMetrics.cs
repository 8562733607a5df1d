using System.Diagnostics.Metrics;

namespace Netes.Client.Reconciling;

/// <summary>The instruments that every Kubernetes work queue has
/// (https://kubernetes.io/docs/reference/instrumentation/metrics/, workqueue_*). Times are in seconds.</summary>
internal static class WorkQueueMetrics
{
    private static readonly Meter Meter = new("Netes.WorkQueue");

    public static readonly Counter<long> Adds = Meter.CreateCounter<long>("workqueue_adds_total");
    public static readonly Counter<long> Retries = Meter.CreateCounter<long>("workqueue_retries_total");
    public static readonly UpDownCounter<long> Depth = Meter.CreateUpDownCounter<long>("workqueue_depth");
    public static readonly Histogram<double> QueueDuration = Meter.CreateHistogram<double>("workqueue_queue_duration_seconds", "s");
    public static readonly Histogram<double> WorkDuration = Meter.CreateHistogram<double>("workqueue_work_duration_seconds", "s");
}
