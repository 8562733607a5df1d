using Netes.Api.DiscoveryV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class EndpointSlicePrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<EndpointSlice>(
        [
            Columns.Name, Columns.Text("AddressType", "The kind of addresses."), Columns.Text("Ports", "On which ports endpoints listen."),
            Columns.Text("Endpoints", "The addresses of endpoints."), Columns.Age,
        ],
        (slice, now) =>
        [
            slice.Metadata.Name, slice.AddressType, Ports(slice.Ports), Addresses(slice.Endpoints), Cells.Age(slice.Metadata, now),
        ]);

    private static string Ports(List<EndpointPort>? ports) =>
        ports is not { Count: > 0 } ? Cells.Unset : Cells.FirstOf([.. ports.Select(p => p.Port is { } port ? $"{port}" : p.Name ?? "")], 3);

    private static string Addresses(List<Endpoint>? endpoints)
    {
        var all = (endpoints ?? []).SelectMany(e => e.Addresses ?? []).ToList();
        return all.Count == 0 ? Cells.Unset : Cells.FirstOf(all, 3);
    }
}
