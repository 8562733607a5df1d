namespace Netes.Network.Proxy;

/// <summary>
/// Connection-tracking entries that have to go: a UDP "connection" never ends while its client keeps sending, so without
/// this a client would talk to an endpoint that is gone for as long as it likes.
/// </summary>
/// <param name="Protocol">udp.</param>
/// <param name="OriginalAddress">Where the client sends to; null for a NodePort, which has many addresses.</param>
/// <param name="OriginalPort">The port it sends to.</param>
/// <param name="Endpoint">Only entries rewritten to this address; null for all.</param>
internal sealed record StaleFlow(string Protocol, string? OriginalAddress, int OriginalPort, string? Endpoint);

/// <summary>Finds stale flows by comparing a Service before and after. Pure.</summary>
internal static class StaleFlows
{
    public static IReadOnlyList<StaleFlow> Find(ProxyService? before, ProxyService? after)
    {
        var flows = new List<StaleFlow>();
        foreach (ProxyPort old in before?.Ports ?? [])
        {
            if (old.Protocol != "udp")
            {
                continue;
            }

            ProxyPort? now = after?.Ports.FirstOrDefault(port => port.Name == old.Name && port.Protocol == old.Protocol);
            var gone = new SortedSet<string>(Endpoints(old).Select(endpoint => endpoint.Address), StringComparer.Ordinal);
            if (now is not null && now.ClusterIP == old.ClusterIP && now.Port == old.Port)
            {
                gone.ExceptWith(Endpoints(now).Select(endpoint => endpoint.Address));
            }

            foreach (string endpoint in gone)
            {
                AddDestinations(flows, old, endpoint);
            }

            // Packets sent while there was no endpoint may have left entries that lead nowhere.
            if (now is not null && !Endpoints(old).Any() && Endpoints(now).Any())
            {
                AddDestinations(flows, now, null);
            }
        }

        return flows;
    }

    private static IEnumerable<ProxyEndpoint> Endpoints(ProxyPort port) => port.ClusterEndpoints.Concat(port.LocalEndpoints);

    private static void AddDestinations(List<StaleFlow> flows, ProxyPort port, string? endpoint)
    {
        flows.Add(new(port.Protocol, port.ClusterIP, port.Port, endpoint));
        foreach (string address in port.ExternalIPs.Concat(port.LoadBalancerIPs))
        {
            flows.Add(new(port.Protocol, address, port.Port, endpoint));
        }

        if (port.NodePort != 0)
        {
            flows.Add(new(port.Protocol, null, port.NodePort, endpoint));
        }
    }
}
