using System.Net;

namespace Netes.Kubelet;

/// <summary>How a node's kubelet is to be.</summary>
public sealed record KubeletOptions
{
    public required string NodeName { get; init; }

    /// <summary>Where the kubelet keeps Pods' directories and logs.</summary>
    public required string Directory { get; init; }

    /// <summary>The node's addresses, primary first: what Pods on the host's network and the API have as theirs.</summary>
    public required IReadOnlyList<IPAddress> NodeAddresses { get; init; }

    /// <summary>The range that the node's Pods get addresses from; empty when a controller assigns it.</summary>
    public string PodCidr { get; init; } = "";

    /// <summary>The cluster's DNS servers; none when the cluster has no DNS: Pods then resolve as the node does.</summary>
    public IReadOnlyList<string> ClusterDns { get; init; } = [];

    public string ClusterDomain { get; init; } = "cluster.local";

    public string ResolverFile { get; init; } = "/etc/resolv.conf";

    public int MaxPods { get; init; } = 110;

    /// <summary>Where the kubelet's own HTTPS server listens; published in the Node.</summary>
    public int ServerPort { get; init; } = 10250;

    /// <summary>Further labels of the Node.</summary>
    public IReadOnlyDictionary<string, string> NodeLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>The Kubernetes version that the node says it runs.</summary>
    public string KubeletVersion { get; init; } = "v1.36.2";

    /// <summary>The root of the control groups for Pods, below the machine's own.</summary>
    public string CgroupRoot { get; init; } = "";

    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(40);

    public string PodsDirectory => Path.Combine(Directory, "pods");

    public string LogsDirectory => Path.Combine(Directory, "logs");
}
