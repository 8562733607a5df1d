using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class ServiceAccountPrinter
{
    // The column of secrets is gone since accounts have no long-lived tokens.
    public static ITablePrinter Instance { get; } = new RowPrinter<ServiceAccount>(
        [Columns.Name, Columns.Age],
        (account, now) => [account.Metadata.Name, Cells.Age(account.Metadata, now)]);
}
