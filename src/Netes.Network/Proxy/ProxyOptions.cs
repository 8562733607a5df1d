namespace Netes.Network.Proxy;

/// <summary>How the service proxy runs on this node.</summary>
public sealed record ProxyOptions
{
    public required NodeFacts Node { get; init; }

    /// <summary>The Pod ranges, one of each family in use; traffic from elsewhere to a ClusterIP is masqueraded.</summary>
    public required IReadOnlyList<string> ClusterCidrs { get; init; }

    /// <summary>The Service ranges; what belongs to no Service in them is dropped.</summary>
    public required IReadOnlyList<string> ServiceCidrs { get; init; }

    /// <summary>Which addresses of this machine take NodePort traffic; empty for all.</summary>
    public IReadOnlyList<string> NodePortAddresses { get; init; } = [];

    /// <summary>Whether NodePorts answer on 127.0.0.1, which needs the sysctl route_localnet.</summary>
    public bool LocalhostNodePorts { get; init; } = true;

    /// <summary>How often to look whether somebody flushed our table.</summary>
    public TimeSpan VerifyInterval { get; init; } = TimeSpan.FromMinutes(1);
}
