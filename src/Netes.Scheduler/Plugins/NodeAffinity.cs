using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>Node selector and node affinity.</summary>
internal sealed class NodeAffinity : IPreFilterPlugin, IFilterPlugin, IScorePlugin
{
    private readonly Status _refused;

    public NodeAffinity() =>
        _refused = new(Code.UnschedulableAndUnresolvable, this, "node(s) didn't match Pod's node affinity/selector");

    public string Name => "NodeAffinity";

    public int Weight => 2;

    public EventKind Events => EventKind.NodeAdd | EventKind.NodeLabels;

    public bool MayHelp(in ClusterEvent change, PodInfo pod) => change.Node is null || pod.NodeAffinityMatches(change.Node);

    public PreFilterResult PreFilter(CycleState state, PodInfo pod, ClusterState cluster) =>
        pod.RequiredNodes is null && pod.NodeLabels is null
            ? PreFilterResult.Skipped
            : new PreFilterResult(OnlyNodes: pod.RequiredNodes?.OnlyNodes());

    public Status? Filter(CycleState state, PodInfo pod, NodeInfo node) => pod.NodeAffinityMatches(node) ? null : _refused;

    public bool PreScore(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes) =>
        pod.PreferredNodes.Length > 0;

    public void Score(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        for (int i = 0; i < nodes.Length; i++)
        {
            foreach ((NodeSelectorTermMatcher term, int weight) in pod.PreferredNodes)
            {
                if (term.Matches(nodes[i]))
                {
                    scores[i] += weight;
                }
            }
        }

        Normalize.ByMax(scores, reverse: false);
    }
}
