using Netes.Api.CoreV1;
using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>Keeps Pods off cordoned nodes, unless they tolerate the taint that stands for it.</summary>
internal sealed class NodeUnschedulable : IFilterPlugin
{
    private static readonly Taint Cordoned = new() { Key = "node.kubernetes.io/unschedulable", Effect = Taints.NoSchedule };
    private readonly Status _refused;

    public NodeUnschedulable() => _refused = new(Code.UnschedulableAndUnresolvable, this, "node(s) were unschedulable");

    public string Name => "NodeUnschedulable";

    public EventKind Events => EventKind.NodeAdd | EventKind.NodeUnschedulable | EventKind.PodTolerations;

    public bool MayHelp(in ClusterEvent change, PodInfo pod) => change.Node is not { Unschedulable: true };

    public Status? Filter(CycleState state, PodInfo pod, NodeInfo node) =>
        node.Unschedulable && !Taints.Tolerated(Cordoned, pod.Tolerations) ? _refused : null;
}
