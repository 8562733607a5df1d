namespace Netes.Network.Cni;

/// <summary>The addresses and names of this node's Pod network.</summary>
public sealed record PodNetworkOptions
{
    /// <summary>The bridge that Pods hang on.</summary>
    public string Bridge { get; init; } = "netes0";

    /// <summary>The CNI network's name; host-local keeps its leases in a directory of that name.</summary>
    public string NetworkName { get; init; } = "netes";

    /// <summary>This node's share of the Pod range, such as 10.42.0.0/24.</summary>
    public required string PodCidr { get; init; }

    /// <summary>The whole cluster's Pod range, such as 10.42.0.0/16.</summary>
    public required string ClusterCidr { get; init; }

    /// <summary>The range of Service addresses, such as 10.43.0.0/16.</summary>
    public required string ServiceCidr { get; init; }

    /// <summary>Where host-local notes which address is whose.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The Pods' MTU in bytes; 0 leaves it to the kernel (1500).</summary>
    public int Mtu { get; init; }
}
