using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class NamespacePrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<Namespace>(
        [Columns.Name, Columns.Text("Status", "Whether the namespace is in use or on its way out."), Columns.Age],
        (ns, now) => [ns.Metadata.Name, ns.Status.Phase, Cells.Age(ns.Metadata, now)]);
}
