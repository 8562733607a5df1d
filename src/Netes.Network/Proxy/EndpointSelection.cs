using Netes.Api.DiscoveryV1;

namespace Netes.Network.Proxy;

/// <summary>One endpoint with all that decides whether this node uses it.</summary>
internal readonly record struct EndpointFacts(
    ProxyEndpoint Destination, bool Ready, bool Serving, bool Terminating, string NodeName, EndpointHints? Hints)
{
    public static EndpointFacts From(Endpoint endpoint, ProxyEndpoint destination) => new(
        destination,
        endpoint.Conditions.Ready ?? true,
        endpoint.Conditions.Serving ?? true,
        endpoint.Conditions.Terminating ?? false,
        endpoint.NodeName ?? "",
        endpoint.Hints);
}

/// <summary>The endpoints that a node uses under policy Cluster and under policy Local, each sorted.</summary>
internal readonly record struct EndpointChoice(IReadOnlyList<ProxyEndpoint> Cluster, IReadOnlyList<ProxyEndpoint> Local);

/// <summary>
/// Chooses endpoints: ready ones; when there is none, those that terminate but still serve (KEP-1669); topology hints narrow
/// policy Cluster to this node or zone when every ready endpoint carries them (KEP-2433, KEP-3015).
/// </summary>
internal static class EndpointSelection
{
    public static EndpointChoice Select(IEnumerable<EndpointFacts> endpoints, NodeFacts node)
    {
        EndpointFacts[] all = [.. endpoints];
        EndpointFacts[] ready = [.. all.Where(endpoint => endpoint.Ready)];
        return new(
            Sorted(ready.Length > 0 ? NarrowByHints(ready, node) : all.Where(StillServes)),
            Sorted(LocalOf(all, node)));
    }

    private static IEnumerable<EndpointFacts> LocalOf(EndpointFacts[] all, NodeFacts node)
    {
        EndpointFacts[] local = [.. all.Where(endpoint => endpoint.NodeName == node.Name)];
        return local.Any(endpoint => endpoint.Ready) ? local.Where(endpoint => endpoint.Ready) : local.Where(StillServes);
    }

    private static bool StillServes(EndpointFacts endpoint) => endpoint is { Serving: true, Terminating: true };

    private static IEnumerable<EndpointFacts> NarrowByHints(EndpointFacts[] ready, NodeFacts node)
    {
        if (ready.All(endpoint => endpoint.Hints?.ForNodes is { Count: > 0 }))
        {
            EndpointFacts[] here = [.. ready.Where(e => e.Hints!.ForNodes!.Exists(hint => hint.Name == node.Name))];
            if (here.Length > 0)
            {
                return here;
            }
        }

        if (node.Zone.Length > 0 && ready.All(endpoint => endpoint.Hints?.ForZones is { Count: > 0 }))
        {
            EndpointFacts[] here = [.. ready.Where(e => e.Hints!.ForZones!.Exists(hint => hint.Name == node.Zone))];
            if (here.Length > 0)
            {
                return here;
            }
        }

        return ready;
    }

    private static ProxyEndpoint[] Sorted(IEnumerable<EndpointFacts> endpoints)
    {
        ProxyEndpoint[] sorted = [.. endpoints.Select(endpoint => endpoint.Destination).Distinct()];
        Array.Sort(sorted);
        return sorted;
    }
}
