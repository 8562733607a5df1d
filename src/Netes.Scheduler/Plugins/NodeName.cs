using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>Keeps to the node that the Pod's spec names.</summary>
internal sealed class NodeName : IPreFilterPlugin, IFilterPlugin
{
    private readonly Status _refused;

    public NodeName() => _refused = new(Code.UnschedulableAndUnresolvable, this, "node(s) didn't match the requested node name");

    public EventKind Events => EventKind.NodeAdd;

    string IPlugin.Name => "NodeName";

    public PreFilterResult PreFilter(CycleState state, PodInfo pod, ClusterState cluster) =>
        pod.Pod.Spec.NodeName.Length == 0 ? PreFilterResult.Skipped : PreFilterResult.Continue;

    public Status? Filter(CycleState state, PodInfo pod, NodeInfo node) => pod.Pod.Spec.NodeName == node.Name ? null : _refused;
}
