using Netes.Api.CoordinationV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class LeasePrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<Lease>(
        [Columns.Name, Columns.Text("Holder", "Who holds the lease."), Columns.Age],
        (lease, now) => [lease.Metadata.Name, lease.Spec.HolderIdentity ?? "", Cells.Age(lease.Metadata, now)]);
}
