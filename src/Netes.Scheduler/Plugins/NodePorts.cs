using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>Keeps two Pods from taking the same host port.</summary>
internal sealed class NodePorts : IPreFilterPlugin, IFilterPlugin
{
    private readonly Status _refused;

    public NodePorts() => _refused = new(Code.Unschedulable, this, "node(s) didn't have free ports for the requested pod ports");

    public string Name => "NodePorts";

    public EventKind Events => EventKind.AssignedPodDelete | EventKind.NodeAdd;

    public bool MayHelp(in ClusterEvent change, PodInfo pod) =>
        change.Pod is null || Array.Exists(change.Pod.HostPorts, gone => Array.Exists(pod.HostPorts, wanted => wanted.ConflictsWith(gone)));

    public PreFilterResult PreFilter(CycleState state, PodInfo pod, ClusterState cluster) =>
        pod.HostPorts.Length == 0 ? PreFilterResult.Skipped : PreFilterResult.Continue;

    public Status? Filter(CycleState state, PodInfo pod, NodeInfo node) => node.PortsFree(pod.HostPorts) ? null : _refused;
}
