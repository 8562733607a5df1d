using Netes.Api;
using Netes.ApiServer.Resources.Autoscaling;
using Netes.ApiServer.Strategies;
using V1 = Netes.Api.AutoscalingV1;
using V2 = Netes.Api.AutoscalingV2;

namespace Netes.ApiServer.Printing;

/// <summary>The table of autoscalers, the same in both versions.</summary>
internal static class AutoscalerPrinter
{
    private const int MetricsShown = 2;

    private static readonly IReadOnlyList<TableColumn> TheColumns =
    [
        Columns.Name, Columns.Text("Reference", "What is scaled."), Columns.Text("Targets", "What is seen and what is aimed for."),
        Columns.Text("MinPods", "The fewest Pods."), Columns.Text("MaxPods", "The most Pods."), Columns.Text("Replicas", "How many Pods there are."),
        Columns.Age,
    ];

    public static ITablePrinter Instance { get; } = new RowPrinter<V2.HorizontalPodAutoscaler>(TheColumns, Row);

    public static ITablePrinter V1 { get; } = new RowPrinter<V1.HorizontalPodAutoscaler>(TheColumns, (a, now) => Row(AutoscalerConversion.ToV2(a), now));

    private static object?[] Row(V2.HorizontalPodAutoscaler autoscaler, DateTime now) =>
    [
        autoscaler.Metadata.Name, autoscaler.Spec.ScaleTargetRef.Kind + "/" + autoscaler.Spec.ScaleTargetRef.Name,
        Metrics(autoscaler.Spec.Metrics ?? [], autoscaler.Status.CurrentMetrics ?? []), autoscaler.Spec.MinReplicas?.ToString() ?? Cells.Unset,
        autoscaler.Spec.MaxReplicas, autoscaler.Status.CurrentReplicas, Cells.Age(autoscaler.Metadata, now),
    ];

    private static string Metrics(List<V2.MetricSpec> metrics, List<V2.MetricStatus> seen)
    {
        if (metrics.Count == 0) return Cells.None;
        var shown = string.Join(", ", metrics.Take(MetricsShown).Select((m, i) => Metric(m, i < seen.Count ? seen[i] : null)));
        return metrics.Count > MetricsShown ? $"{shown} + {metrics.Count - MetricsShown} more..." : shown;
    }

    private static string Metric(V2.MetricSpec metric, V2.MetricStatus? seen) => metric switch
    {
        { Type: "External", External: { } source } => Value(source.Target, seen?.External?.Current),
        { Type: "Object", Object: { } source } => Value(source.Target, seen?.Object?.Current),
        { Type: "Pods", Pods: { } source } => $"{Text(seen?.Pods?.Current.AverageValue)}/{Text(source.Target.AverageValue)}",
        { Type: "Resource", Resource: { } source } => Resource(source.Name, source.Target, seen?.Resource?.Current),
        { Type: "ContainerResource", ContainerResource: { } source } => Resource(source.Name, source.Target, seen?.ContainerResource?.Current),
        _ => "<unknown type>",
    };

    private static string Value(V2.MetricTarget target, V2.MetricValueStatus? current) => target.AverageValue is { } average
        ? $"{Text(current?.AverageValue)}/{average} (avg)" : $"{Text(current?.Value)}/{Text(target.Value)}";

    private static string Resource(string name, V2.MetricTarget target, V2.MetricValueStatus? current)
    {
        if (target.AverageValue is { } value) return $"{name}: {Text(current?.AverageValue)}/{value}";
        var share = current?.AverageUtilization is { } seen ? seen + "%" : Cells.Unknown;
        return $"{name}: {share}/{(target.AverageUtilization is { } wanted ? wanted + "%" : "<auto>")}";
    }

    private static string Text(Quantity? value) => value?.ToString() ?? Cells.Unknown;
}
