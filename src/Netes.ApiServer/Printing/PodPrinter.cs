using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class PodPrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<Pod>(
        [
            Columns.Name, Columns.Text("Ready", "How many of the Pod's containers are ready."), Columns.Text("Status", "What the Pod is doing."),
            Columns.Text("Restarts", "How often containers were started again, and when last."), Columns.Age,
            Columns.Text("IP", "The Pod's address.", 1), Columns.Text("Node", "Where it runs.", 1),
            Columns.Text("Nominated Node", "Where room is being made for it.", 1),
            Columns.Text("Readiness Gates", "How many of its readiness gates are open.", 1),
        ],
        (pod, now) =>
        {
            var summary = PodSummary.Of(pod);
            return
            [
                pod.Metadata.Name, $"{summary.Ready}/{summary.Total}", summary.Reason, Restarts(summary, now), Cells.Age(pod.Metadata, now),
                Cells.OrNone(pod.Status.PodIPs is [var first, ..] ? first.Ip : pod.Status.PodIP), Cells.OrNone(pod.Spec.NodeName),
                Cells.OrNone(pod.Status.NominatedNodeName), Gates(pod),
            ];
        });

    private static string Restarts(PodSummary summary, DateTime now) => summary.Restarts > 0 && summary.LastRestart is { } last
        ? $"{summary.Restarts} ({Age.Since(last, now)} ago)"
        : $"{summary.Restarts}";

    private static string Gates(Pod pod)
    {
        if (pod.Spec.ReadinessGates is not { Count: > 0 } gates) return Cells.None;
        var open = gates.Count(g => pod.Status.Conditions?.Any(c => c.Type == g.ConditionType && c.Status == "True") is true);
        return $"{open}/{gates.Count}";
    }
}
