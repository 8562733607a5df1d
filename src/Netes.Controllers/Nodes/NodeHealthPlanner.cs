using Netes.Api.CoreV1;

namespace Netes.Controllers.Nodes;

/// <summary>What a node's conditions and taints should be, by what was heard of it
/// (https://kubernetes.io/docs/concepts/architecture/nodes/#node-status).</summary>
internal static class NodeHealthPlanner
{
    public const string NotReady = "node.kubernetes.io/not-ready";
    public const string Unreachable = "node.kubernetes.io/unreachable";
    private const string Unschedulable = "node.kubernetes.io/unschedulable";

    /// <summary>Conditions that only the kubelet knows: nothing is known of them when it is silent.</summary>
    private static readonly string[] KubeletConditions =
        [NodeConditionType.Ready, NodeConditionType.MemoryPressure, NodeConditionType.DiskPressure, NodeConditionType.PIDPressure];

    /// <summary>Taints that follow from conditions: (condition, status, taint).</summary>
    private static readonly (string Type, string Status, string Taint)[] ConditionTaints =
    [
        (NodeConditionType.Ready, ConditionStatus.False, NotReady),
        (NodeConditionType.Ready, ConditionStatus.Unknown, Unreachable),
        (NodeConditionType.MemoryPressure, ConditionStatus.True, "node.kubernetes.io/memory-pressure"),
        (NodeConditionType.DiskPressure, ConditionStatus.True, "node.kubernetes.io/disk-pressure"),
        (NodeConditionType.PIDPressure, ConditionStatus.True, "node.kubernetes.io/pid-pressure"),
        (NodeConditionType.NetworkUnavailable, ConditionStatus.True, "node.kubernetes.io/network-unavailable"),
    ];

    private static readonly HashSet<string> OwnedTaints = [.. ConditionTaints.Select(t => t.Taint), Unschedulable];

    public static NodeCondition? Condition(Node node, string type) => node.Status.Conditions?.Find(c => c.Type == type);

    public static string ReadyStatus(Node node) => Condition(node, NodeConditionType.Ready)?.Status ?? ConditionStatus.Unknown;

    /// <summary>The status of a node that was silent for longer than its grace, or null when it says so already.</summary>
    public static NodeStatus? Silent(Node node, DateTime now)
    {
        var status = node.Status.Clone();
        var conditions = status.Conditions ??= [];
        bool changed = false;
        foreach (string type in KubeletConditions)
        {
            var known = conditions.Find(c => c.Type == type);
            if (known?.Status == ConditionStatus.Unknown) continue;
            changed = true;
            if (known is null)
            {
                conditions.Add(new NodeCondition
                {
                    Type = type,
                    Status = ConditionStatus.Unknown,
                    Reason = "NodeStatusNeverUpdated",
                    Message = "Kubelet never posted node status.",
                    LastHeartbeatTime = node.Metadata.CreationTimestamp,
                    LastTransitionTime = now,
                });
                continue;
            }
            known.Status = ConditionStatus.Unknown;
            known.Reason = "NodeStatusUnknown";
            known.Message = "Kubelet stopped posting node status.";
            known.LastTransitionTime = now;
        }
        return changed ? status : null;
    }

    /// <summary>The taints that the node should carry; others' are kept. Null when it carries them.</summary>
    /// <param name="mayEvict">Whether Pods may be driven off a node that is not ready.</param>
    public static List<Taint>? Taints(Node node, bool mayEvict, DateTime now)
    {
        var current = node.Spec.Taints ?? [];
        var wanted = new List<Taint>();
        foreach (var (type, status, taint) in ConditionTaints)
        {
            if (Condition(node, type)?.Status != status) continue;
            wanted.Add(Keep(current, taint, TaintEffect.NoSchedule, now));
            if (type == NodeConditionType.Ready && mayEvict) wanted.Add(Keep(current, taint, TaintEffect.NoExecute, now));
        }
        if (node.Spec.Unschedulable) wanted.Add(Keep(current, Unschedulable, TaintEffect.NoSchedule, now));
        var others = current.Where(t => !IsOurs(t));
        List<Taint> all = [.. others, .. wanted];
        bool same = all.Count == current.Count && all.All(w => current.Any(c => c.Key == w.Key && c.Effect == w.Effect));
        return same ? null : all;
    }

    private static bool IsOurs(Taint taint) =>
        OwnedTaints.Contains(taint.Key) && (taint.Effect == TaintEffect.NoSchedule
            || (taint.Effect == TaintEffect.NoExecute && taint.Key is NotReady or Unreachable));

    private static Taint Keep(List<Taint> current, string key, string effect, DateTime now) =>
        current.Find(t => t.Key == key && t.Effect == effect) ?? new Taint { Key = key, Effect = effect, TimeAdded = now };
}
