using Netes.Api.AppsV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class DeploymentPrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<Deployment>(
        [
            Columns.Name, Columns.Text("Ready", "How many of the wanted Pods are ready."),
            Columns.Text("Up-to-date", "How many Pods follow the newest template."),
            Columns.Text("Available", "How many Pods have been ready for long enough."), Columns.Age,
            Columns.Containers, Columns.Images, Columns.Selector,
        ],
        (d, now) =>
        [
            d.Metadata.Name, $"{d.Status.ReadyReplicas}/{d.Spec.Replicas ?? 0}", d.Status.UpdatedReplicas, d.Status.AvailableReplicas,
            Cells.Age(d.Metadata, now), Cells.ContainerNames(d.Spec.Template.Spec), Cells.Images(d.Spec.Template.Spec),
            Cells.Selector(d.Spec.Selector),
        ]);
}
