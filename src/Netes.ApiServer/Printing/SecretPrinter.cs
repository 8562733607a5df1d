using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class SecretPrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<Secret>(
        [Columns.Name, Columns.Text("Type", "What the secret is for."), Columns.Text("Data", "How many values the secret holds."), Columns.Age],
        (secret, now) => [secret.Metadata.Name, secret.Type, secret.Data?.Count ?? 0, Cells.Age(secret.Metadata, now)]);
}
