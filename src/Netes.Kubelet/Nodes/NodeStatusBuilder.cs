using Netes.Api.CoreV1;
using Netes.Kubelet.Resources;

namespace Netes.Kubelet.Nodes;

/// <summary>A Node object, from what the machine is, how the kubelet is set up, and what is observed; no I/O.
/// https://kubernetes.io/docs/reference/node/node-status/</summary>
internal static class NodeStatusBuilder
{
    /// <summary>Below this much free memory a node is under pressure (the kubelet's default eviction threshold).</summary>
    private const long MemoryThreshold = 100L << 20;

    private const double DiskThreshold = 0.1;

    public static Node NewNode(KubeletOptions options, MachineFacts machine)
    {
        var node = new Node { Metadata = { Name = options.NodeName, Labels = LabelsOf(options, machine) } };
        node.Metadata.Annotations = new() { ["volumes.kubernetes.io/controller-managed-attach-detach"] = "true" };
        if (options.PodCidr.Length > 0)
        {
            node.Spec.PodCIDR = options.PodCidr;
            node.Spec.PodCIDRs = [options.PodCidr];
        }
        return node;
    }

    public static Dictionary<string, string> LabelsOf(KubeletOptions options, MachineFacts machine)
    {
        var labels = new Dictionary<string, string>(options.NodeLabels)
        {
            ["beta.kubernetes.io/arch"] = machine.Info.Architecture,
            ["beta.kubernetes.io/os"] = "linux",
            ["kubernetes.io/arch"] = machine.Info.Architecture,
            ["kubernetes.io/hostname"] = options.NodeName,
            ["kubernetes.io/os"] = "linux",
        };
        return labels;
    }

    /// <param name="old">What the API has: its times of transition are kept, and what others wrote.</param>
    public static NodeStatus Build(
        KubeletOptions options, MachineFacts machine, long diskBytes, NodeObservation seen, NodeStatus old, DateTime now)
    {
        var capacity = new NodeCapacity(machine.Cpus, machine.MemoryBytes, diskBytes, options.MaxPods, machine.HugePages);
        var status = new NodeStatus
        {
            Capacity = capacity.Capacity(),
            Allocatable = capacity.Allocatable(),
            Addresses =
            [
                .. options.NodeAddresses.Select(static a => new NodeAddress { Type = NodeAddressType.InternalIP, Address = a.ToString() }),
                new() { Type = NodeAddressType.Hostname, Address = options.NodeName },
            ],
            NodeInfo = machine.Info.Clone(),
            Images = [.. seen.Images],
            DaemonEndpoints = new NodeDaemonEndpoints { KubeletEndpoint = new DaemonEndpoint { Port = options.ServerPort } },
            Features = new NodeFeatures { SupplementalGroupsPolicy = false },
            RuntimeHandlers = [new NodeRuntimeHandler { Name = "", Features = new NodeRuntimeHandlerFeatures { RecursiveReadOnlyMounts = false, UserNamespaces = false } }],
            VolumesAttached = old.VolumesAttached,
            Phase = old.Phase,
            Config = old.Config,
        };
        NodeCondition[] owned =
        [
            Pressure(NodeConditionType.MemoryPressure, seen.MemoryAvailableBytes < MemoryThreshold,
                ("KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
                ("KubeletHasInsufficientMemory", "kubelet has insufficient memory available")),
            Pressure(NodeConditionType.DiskPressure, seen.DiskFreeShare < DiskThreshold,
                ("KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                ("KubeletHasDiskPressure", "kubelet has disk pressure")),
            Pressure(NodeConditionType.PIDPressure, seen.ProcessesFree <= 0,
                ("KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                ("KubeletHasInsufficientPID", "kubelet has insufficient PID available")),
            new()
            {
                Type = NodeConditionType.Ready,
                Status = seen.Problem.Length == 0 ? ConditionStatus.True : ConditionStatus.False,
                Reason = seen.Problem.Length == 0 ? "KubeletReady" : "KubeletNotReady",
                Message = seen.Problem.Length == 0 ? "kubelet is posting ready status" : seen.Problem,
            },
        ];
        var others = (old.Conditions ?? []).Where(c => !Array.Exists(owned, o => o.Type == c.Type));
        foreach (var condition in owned)
        {
            var before = old.Conditions?.Find(c => c.Type == condition.Type);
            condition.LastHeartbeatTime = now;
            condition.LastTransitionTime = before is not null && before.Status == condition.Status ? before.LastTransitionTime : now;
        }
        status.Conditions = [.. others, .. owned];
        return status;
    }

    /// <summary>Whether two statuses say the same but for the time at which they say it.</summary>
    public static bool SaysTheSame(NodeStatus a, NodeStatus b)
    {
        var (x, y) = (a.Clone(), b.Clone());
        foreach (var condition in (x.Conditions ?? []).Concat(y.Conditions ?? [])) condition.LastHeartbeatTime = null;
        return x.DeepEquals(y);
    }

    private static NodeCondition Pressure(string type, bool pressed, (string Reason, string Message) fine, (string Reason, string Message) bad) => new()
    {
        Type = type,
        Status = pressed ? ConditionStatus.True : ConditionStatus.False,
        Reason = pressed ? bad.Reason : fine.Reason,
        Message = pressed ? bad.Message : fine.Message,
    };
}
