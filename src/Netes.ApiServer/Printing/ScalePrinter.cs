using Netes.Api.AutoscalingV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class ScalePrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<Scale>(
        [
            Columns.Text("Name", "The object's name, unique in its namespace."), Columns.Number("Desired", "How many Pods are wanted."),
            Columns.Number("Available", "How many Pods there are."), Columns.Age,
        ],
        (scale, now) => [scale.Metadata.Name, scale.Spec.Replicas, scale.Status.Replicas, Cells.Age(scale.Metadata, now)]);
}
