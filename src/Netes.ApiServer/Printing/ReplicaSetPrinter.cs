using Netes.Api.AppsV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class ReplicaSetPrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<ReplicaSet>(
        [
            Columns.Name, Columns.Number("Desired", "How many Pods are wanted."), Columns.Number("Current", "How many Pods there are."),
            Columns.Number("Ready", "How many Pods are ready."), Columns.Age, Columns.Containers, Columns.Images, Columns.Selector,
        ],
        (set, now) =>
        [
            set.Metadata.Name, set.Spec.Replicas ?? 0, set.Status.Replicas, set.Status.ReadyReplicas, Cells.Age(set.Metadata, now),
            Cells.ContainerNames(set.Spec.Template.Spec), Cells.Images(set.Spec.Template.Spec), Cells.Selector(set.Spec.Selector),
        ]);
}
