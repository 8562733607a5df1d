namespace Netes.Network.Proxy;

/// <summary>One Service as the proxy sees it, in one IP family.</summary>
internal sealed record ProxyService(string Namespace, string Name, IReadOnlyList<ProxyPort> Ports);

/// <summary>A destination that takes traffic of a service port.</summary>
internal readonly record struct ProxyEndpoint(string Address, int Port) : IComparable<ProxyEndpoint>
{
    public int CompareTo(ProxyEndpoint other)
    {
        int byAddress = string.CompareOrdinal(Address, other.Address);
        return byAddress != 0 ? byAddress : Port.CompareTo(other.Port);
    }
}

/// <summary>Traffic policy: whether a packet may leave this node to reach an endpoint.</summary>
internal enum TrafficPolicy
{
    Cluster,
    Local,
}

/// <summary>One port of a Service with the endpoints chosen for this node.</summary>
internal sealed record ProxyPort
{
    /// <summary>The port's name within the Service; empty for a single unnamed port.</summary>
    public required string Name { get; init; }

    /// <summary>tcp, udp or sctp, as nft writes it.</summary>
    public required string Protocol { get; init; }

    public required string ClusterIP { get; init; }

    public required int Port { get; init; }

    /// <summary>0 when the Service has none.</summary>
    public int NodePort { get; init; }

    public IReadOnlyList<string> ExternalIPs { get; init; } = [];

    public IReadOnlyList<string> LoadBalancerIPs { get; init; } = [];

    /// <summary>Who may use the load balancer's addresses; empty means everybody.</summary>
    public IReadOnlyList<string> LoadBalancerSourceRanges { get; init; } = [];

    /// <summary>ClientIP affinity in seconds; 0 for none.</summary>
    public int AffinitySeconds { get; init; }

    public TrafficPolicy ExternalPolicy { get; init; }

    public TrafficPolicy InternalPolicy { get; init; }

    /// <summary>Usable endpoints under policy Cluster, sorted.</summary>
    public IReadOnlyList<ProxyEndpoint> ClusterEndpoints { get; init; } = [];

    /// <summary>Usable endpoints on this node, sorted; filled only when a policy is Local.</summary>
    public IReadOnlyList<ProxyEndpoint> LocalEndpoints { get; init; } = [];

    /// <summary>Whether any node has a usable endpoint: with policy Local and none here, traffic is dropped, not refused.</summary>
    public bool HasAnyEndpoint { get; init; }

    /// <summary>Whether anything but the ClusterIP leads here.</summary>
    public bool IsExternal => NodePort != 0 || ExternalIPs.Count > 0 || LoadBalancerIPs.Count > 0;

    public IReadOnlyList<ProxyEndpoint> InternalEndpoints =>
        InternalPolicy == TrafficPolicy.Local ? LocalEndpoints : ClusterEndpoints;

    public IReadOnlyList<ProxyEndpoint> ExternalEndpoints =>
        ExternalPolicy == TrafficPolicy.Local ? LocalEndpoints : ClusterEndpoints;
}
