using Netes.Api.CoreV1;
using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>Keeps Pods off nodes with taints that they don't tolerate, and prefers those with fewer PreferNoSchedule taints.</summary>
internal sealed class TaintToleration : IFilterPlugin, IScorePlugin
{
    private readonly Dictionary<(string Key, string Value), Status> _refusals = [];

    public string Name => "TaintToleration";

    public int Weight => 3;

    public EventKind Events => EventKind.NodeAdd | EventKind.NodeTaints | EventKind.PodTolerations;

    public bool MayHelp(in ClusterEvent change, PodInfo pod) =>
        change.Node is null || Taints.FirstUntolerated(change.Node.Taints, pod.Tolerations) is null;

    public Status? Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        if (node.Taints.Length == 0 || Taints.FirstUntolerated(node.Taints, pod.Tolerations) is not { } taint)
        {
            return null;
        }

        if (!_refusals.TryGetValue((taint.Key, taint.Value), out Status? refusal))
        {
            refusal = new(Code.UnschedulableAndUnresolvable, this, $"node(s) had untolerated taint {{{taint.Key}: {taint.Value}}}");
            _refusals.Add((taint.Key, taint.Value), refusal);
        }

        return refusal;
    }

    public bool PreScore(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes)
    {
        foreach (NodeInfo node in nodes)
        {
            if (node.Taints.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    public void Score(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        for (int i = 0; i < nodes.Length; i++)
        {
            foreach (Taint taint in nodes[i].Taints)
            {
                if (taint.Effect == Taints.PreferNoSchedule && !Taints.Tolerated(taint, pod.Tolerations))
                {
                    scores[i]++;
                }
            }
        }

        Normalize.ByMax(scores, reverse: true);
    }
}
