using Netes.Api.CoreV1;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>
/// Many ways to write the same endpoints become one: addresses with the same ports share a subset, everything is sorted.
/// </summary>
internal static class EndpointsRepack
{
    public static void Apply(Endpoints endpoints)
    {
        if (endpoints.Subsets is not { Count: > 0 } subsets) return;
        // For every port: which addresses, and whether they are ready.
        var ports = new Dictionary<string, (EndpointPort Port, Dictionary<string, (EndpointAddress Address, bool Ready)> Addresses)>();
        foreach (var subset in subsets)
        {
            // A subset without ports stands for its addresses under one port that is no port.
            foreach (var port in subset.Ports is { Count: > 0 } list ? list : [new EndpointPort { Port = -1 }])
            {
                var key = $"{port.Name}\0{port.Protocol}\0{port.Port}\0{port.AppProtocol}";
                if (!ports.TryGetValue(key, out var entry)) ports[key] = entry = (port, []);
                foreach (var address in subset.NotReadyAddresses ?? []) Add(entry.Addresses, address, ready: false);
                foreach (var address in subset.Addresses ?? []) Add(entry.Addresses, address, ready: true);
            }
        }
        endpoints.Subsets =
        [
            .. ports.Values.Where(p => p.Addresses.Count > 0)
                .GroupBy(p => string.Join('\u0001', p.Addresses.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => a.Key + a.Value.Ready)))
                .Select(group => Subset(group.First().Addresses.Values, group.Select(g => g.Port)))
                .OrderBy(s => First(s), StringComparer.Ordinal),
        ];
    }

    private static void Add(Dictionary<string, (EndpointAddress, bool)> addresses, EndpointAddress address, bool ready) =>
        // One that is somewhere said not to be ready is not.
        addresses[$"{address.Ip}\0{address.TargetRef?.Uid}"] =
            (address, ready && !(addresses.TryGetValue($"{address.Ip}\0{address.TargetRef?.Uid}", out var before) && !before.Item2));

    private static EndpointSubset Subset(IEnumerable<(EndpointAddress Address, bool Ready)> addresses, IEnumerable<EndpointPort> ports)
    {
        var sorted = addresses.OrderBy(a => a.Address.Ip, StringComparer.Ordinal).ThenBy(a => a.Address.TargetRef?.Uid, StringComparer.Ordinal).ToList();
        var ready = sorted.Where(a => a.Ready).Select(a => a.Address).ToList();
        var notReady = sorted.Where(a => !a.Ready).Select(a => a.Address).ToList();
        var real = ports.Where(p => p.Port != -1).OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Protocol, StringComparer.Ordinal)
            .ThenBy(p => p.Port).ToList();
        return new EndpointSubset
        {
            Addresses = ready.Count == 0 ? null : ready,
            NotReadyAddresses = notReady.Count == 0 ? null : notReady,
            Ports = real.Count == 0 ? null : real,
        };
    }

    private static string First(EndpointSubset subset) =>
        (subset.Addresses ?? subset.NotReadyAddresses)?[0].Ip + "\0" + subset.Ports?[0].Name + subset.Ports?[0].Port;
}
