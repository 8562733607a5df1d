using System.Net;
using System.Net.Sockets;
using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class EndpointsPrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<Endpoints>(
        [Columns.Name, Columns.Text("Endpoints", "Where ready endpoints listen."), Columns.Age],
        (endpoints, now) => [endpoints.Metadata.Name, Cells.FirstOf(Addresses(endpoints), 3), Cells.Age(endpoints.Metadata, now)]);

    private static List<string> Addresses(Endpoints endpoints)
    {
        var all = new List<string>();
        foreach (var subset in endpoints.Subsets ?? [])
        {
            if (subset.Ports is not { Count: > 0 })
            {
                all.AddRange((subset.Addresses ?? []).Select(a => a.Ip));
                continue;
            }
            foreach (var port in subset.Ports)
                all.AddRange((subset.Addresses ?? []).Select(a => HostPort(a.Ip, port.Port)));
        }
        return all;
    }

    private static string HostPort(string ip, int port) =>
        IPAddress.TryParse(ip, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{ip}]:{port}" : $"{ip}:{port}";
}
