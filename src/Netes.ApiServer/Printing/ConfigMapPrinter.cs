using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class ConfigMapPrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<ConfigMap>(
        [Columns.Name, Columns.Text("Data", "How many values the map holds."), Columns.Age],
        (map, now) => [map.Metadata.Name, (map.Data?.Count ?? 0) + (map.BinaryData?.Count ?? 0), Cells.Age(map.Metadata, now)]);
}
