using Netes.Scheduler.Cycle;
using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>
/// Makes room for a Pod by deleting Pods of lower priority
/// (https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/). Each candidate node is tried for real on the
/// state, which nobody else sees meanwhile, and put back. PodDisruptionBudgets are not weighed yet.
/// </summary>
internal sealed class DefaultPreemption : IPostFilterPlugin
{
    private const int MinCandidates = 100;

    private readonly Profile _profile;
    private readonly Status _notHelpful;
    private readonly Status _noVictims;

    public DefaultPreemption(Profile profile)
    {
        _profile = profile;
        _notHelpful = new(Code.UnschedulableAndUnresolvable, this, "Preemption is not helpful for scheduling");
        _noVictims = new(Code.UnschedulableAndUnresolvable, this, "No preemption victims found for incoming pod");
    }

    public string Name => "DefaultPreemption";

    public EventKind Events => EventKind.AssignedPodDelete;

    public PostFilterResult PostFilter(CycleState state, PodInfo pod, ClusterState cluster, IReadOnlyList<NodeRefusal> refusals)
    {
        if (pod.Pod.Spec.PreemptionPolicy == "Never")
        {
            return Nothing("not eligible due to preemptionPolicy=Never.");
        }

        string nominated = pod.Pod.Status.NominatedNodeName;
        if (nominated.Length > 0 && cluster.FindNode(nominated)?.Pods.Any(other => other.IsTerminating && other.Priority < pod.Priority) == true)
        {
            return new("preemption: not eligible due to a terminating pod on the nominated node.", nominated, []);
        }

        int limit = Math.Max(MinCandidates, refusals.Count / 10);
        var candidates = new List<(NodeInfo Node, List<PodInfo> Victims)>();
        var histogram = new List<NodeRefusal>();
        foreach (NodeRefusal refusal in refusals)
        {
            if (refusal.Status.Code == Code.UnschedulableAndUnresolvable)
            {
                histogram.Add(new(refusal.Node, _notHelpful));
            }
            else if (candidates.Count < limit)
            {
                if (VictimsOn(state, pod, cluster, refusal.Node, out Status? why) is { } victims)
                {
                    candidates.Add((refusal.Node, victims));
                }
                else
                {
                    histogram.Add(new(refusal.Node, why ?? _noVictims));
                }
            }
        }

        if (candidates.Count == 0)
        {
            return Nothing(FitError.Describe(refusals.Count, histogram));
        }

        (NodeInfo node, List<PodInfo> chosen) = candidates
            .OrderBy(candidate => candidate.Victims.Max(victim => victim.Priority))
            .ThenBy(candidate => candidate.Victims.Sum(victim => (long)victim.Priority + int.MaxValue + 1))
            .ThenBy(candidate => candidate.Victims.Count)
            .ThenByDescending(candidate => candidate.Victims
                .Where(victim => victim.Priority == candidate.Victims.Max(v => v.Priority))
                .Min(victim => victim.Pod.Status.StartTime ?? DateTime.MaxValue))
            .First();
        return new("", node.Name, chosen);
    }

    private static PostFilterResult Nothing(string message) => new($"preemption: {message}", "", []);

    /// <summary>The fewest and least important Pods whose absence lets the Pod in; null when even all of them are too few.</summary>
    private List<PodInfo>? VictimsOn(CycleState state, PodInfo pod, ClusterState cluster, NodeInfo node, out Status? why)
    {
        why = null;
        List<PodInfo> lower = [.. node.Pods.Where(other => other.Priority < pod.Priority)];
        if (lower.Count == 0)
        {
            return null;
        }

        foreach (PodInfo victim in lower)
        {
            cluster.Lift(victim, node);
        }

        var victims = new List<PodInfo>();
        why = Refusal(state, pod, cluster, node);
        bool fits = why is null;
        foreach (PodInfo victim in lower.OrderByDescending(victim => victim.Priority).ThenBy(victim => victim.Pod.Status.StartTime ?? DateTime.MaxValue))
        {
            cluster.PutBack(victim, node);
            if (fits && Refusal(state, pod, cluster, node) is not null)
            {
                cluster.Lift(victim, node);
                victims.Add(victim);
            }
        }

        foreach (PodInfo victim in victims)
        {
            cluster.PutBack(victim, node);
        }

        Refresh(state, pod, cluster);
        return fits ? victims : null;
    }

    private Status? Refusal(CycleState state, PodInfo pod, ClusterState cluster, NodeInfo node)
    {
        HashSet<IPlugin> skipped = Refresh(state, pod, cluster);
        foreach (IFilterPlugin plugin in _profile.Filter)
        {
            if (!skipped.Contains(plugin) && plugin.Filter(state, pod, node) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private HashSet<IPlugin> Refresh(CycleState state, PodInfo pod, ClusterState cluster)
    {
        HashSet<IPlugin> skipped = [];
        foreach (IPreFilterPlugin plugin in _profile.PreFilter)
        {
            if (plugin.PreFilter(state, pod, cluster).Skip)
            {
                skipped.Add(plugin);
            }
        }

        return skipped;
    }
}
