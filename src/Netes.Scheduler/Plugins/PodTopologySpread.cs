using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>Spreads Pods over zones, hosts or whatever labels say (KEP-895).</summary>
internal sealed class PodTopologySpread : IPreFilterPlugin, IFilterPlugin, IScorePlugin
{
    private readonly IDefaultSpreading _defaults;
    private readonly Status _skewed;
    private readonly Status _missingLabel;

    public PodTopologySpread(IDefaultSpreading defaults)
    {
        _defaults = defaults;
        _skewed = new(Code.Unschedulable, this, "node(s) didn't match pod topology spread constraints");
        _missingLabel = new(
            Code.UnschedulableAndUnresolvable, this, "node(s) didn't match pod topology spread constraints (missing required label)");
    }

    public string Name => "PodTopologySpread";

    public int Weight => 2;

    public bool DependsOnPods => true;

    public EventKind Events =>
        EventKind.AssignedPodAdd | EventKind.AssignedPodDelete | EventKind.AssignedPodLabels | EventKind.NodeAdd
        | EventKind.NodeDelete | EventKind.NodeLabels | EventKind.NodeTaints | EventKind.PodLabels | EventKind.PodTolerations;

    public PreFilterResult PreFilter(CycleState state, PodInfo pod, ClusterState cluster)
    {
        SpreadConstraint[] constraints = SpreadConstraint.Of(pod, "DoNotSchedule");
        if (constraints.Length == 0)
        {
            return PreFilterResult.Skipped;
        }

        TopologyIndex[] topologies = [.. constraints.Select(constraint => cluster.Topology(constraint.TopologyKey))];
        state.Set(this, constraints.Select((constraint, i) => Domains(constraint, topologies, i, pod, cluster)).ToArray());
        return PreFilterResult.Continue;
    }

    public Status? Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        foreach (Domain domain in state.Get<Domain[]>(this))
        {
            int value = domain.Topology[node.Slot];
            if (value < 0)
            {
                return _missingLabel;
            }

            if (domain.Counts[value] + domain.Self - domain.Min > domain.MaxSkew)
            {
                return _skewed;
            }
        }

        return null;
    }

    public bool PreScore(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes)
    {
        SpreadConstraint[] constraints = SpreadConstraint.Of(pod, "ScheduleAnyway");
        bool requireAll = true;
        if (constraints.Length == 0 && pod.Pod.Spec.TopologySpreadConstraints is not { Count: > 0 })
        {
            constraints = _defaults.SelectorFor(pod) is { } selector ? SpreadConstraint.Defaults(selector) : [];
            requireAll = false;
        }

        if (constraints.Length == 0)
        {
            return false;
        }

        TopologyIndex[] topologies = [.. constraints.Select(constraint => cluster.Topology(constraint.TopologyKey))];
        bool[] ignored = new bool[nodes.Length];
        int eligible = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            ignored[i] = requireAll && !HasAll(topologies, nodes[i].Slot);
            eligible += ignored[i] ? 0 : 1;
        }

        var preferences = new Preference[constraints.Length];
        for (int c = 0; c < constraints.Length; c++)
        {
            preferences[c] = Prefer(constraints[c], topologies, c, pod, cluster, nodes, ignored, eligible, requireAll);
        }

        state.Set(this, new ScoreState(preferences, ignored));
        return true;
    }

    public void Score(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        ScoreState score = state.Get<ScoreState>(this);
        long min = long.MaxValue;
        long max = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            if (score.Ignored[i])
            {
                continue;
            }

            double sum = 0;
            foreach (Preference preference in score.Preferences)
            {
                int value = preference.Topology[nodes[i].Slot];
                if (value >= 0)
                {
                    long count = preference.PerNode is { } perNode ? perNode[nodes[i].Slot] : preference.Counts[value];
                    sum += (count * preference.Weight) + (preference.MaxSkew - 1);
                }
            }

            scores[i] = (long)Math.Round(sum);
            min = Math.Min(min, scores[i]);
            max = Math.Max(max, scores[i]);
        }

        for (int i = 0; i < nodes.Length; i++)
        {
            scores[i] = score.Ignored[i] ? 0 : max == 0 ? Normalize.MaxScore : Normalize.MaxScore * (max + min - scores[i]) / max;
        }
    }

    private static Domain Domains(SpreadConstraint constraint, TopologyIndex[] topologies, int index, PodInfo pod, ClusterState cluster)
    {
        TopologyIndex topology = topologies[index];
        PodCounter counter = cluster.CounterFor(new([pod.Namespace], [constraint.Selector]));
        int[] counts = new int[topology.ValueCount];
        bool[] seen = new bool[topology.ValueCount];
        foreach (NodeInfo node in cluster.Nodes)
        {
            if (HasAll(topologies, node.Slot) && constraint.Includes(node, pod))
            {
                int value = topology[node.Slot];
                seen[value] = true;
                counts[value] += counter[node.Slot];
            }
        }

        int domains = 0;
        int min = int.MaxValue;
        for (int value = 0; value < counts.Length; value++)
        {
            if (seen[value])
            {
                domains++;
                min = Math.Min(min, counts[value]);
            }
        }

        // Too few domains: the missing ones count as empty.
        min = domains < constraint.MinDomains ? 0 : min;
        return new(topology, counts, min == int.MaxValue ? 0 : min, constraint.MaxSkew, constraint.Selector.Matches(pod.Labels) ? 1 : 0);
    }

    private static Preference Prefer(
        SpreadConstraint constraint, TopologyIndex[] topologies, int index, PodInfo pod, ClusterState cluster,
        ReadOnlySpan<NodeInfo> nodes, bool[] ignored, int eligible, bool requireAll)
    {
        TopologyIndex topology = topologies[index];
        PodCounter counter = cluster.CounterFor(new([pod.Namespace], [constraint.Selector]));
        if (constraint.TopologyKey == SpreadConstraint.Hostname)
        {
            return new(topology, [], counter, constraint.MaxSkew, Math.Log(eligible + 2));
        }

        // Only the values that the candidates have matter, but Pods on all nodes of those values count.
        bool[] wanted = new bool[topology.ValueCount];
        int size = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            int value = topology[nodes[i].Slot];
            if (!ignored[i] && value >= 0 && !wanted[value])
            {
                wanted[value] = true;
                size++;
            }
        }

        long[] counts = new long[topology.ValueCount];
        foreach (NodeInfo node in cluster.Nodes)
        {
            int value = topology[node.Slot];
            if (value >= 0 && wanted[value] && (!requireAll || HasAll(topologies, node.Slot)) && constraint.Includes(node, pod))
            {
                counts[value] += counter[node.Slot];
            }
        }

        return new(topology, counts, null, constraint.MaxSkew, Math.Log(size + 2));
    }

    private static bool HasAll(TopologyIndex[] topologies, int slot)
    {
        foreach (TopologyIndex topology in topologies)
        {
            if (topology[slot] < 0)
            {
                return false;
            }
        }

        return true;
    }

    private sealed record Domain(TopologyIndex Topology, int[] Counts, int Min, int MaxSkew, int Self);

    private sealed record Preference(TopologyIndex Topology, long[] Counts, PodCounter? PerNode, int MaxSkew, double Weight);

    private sealed record ScoreState(Preference[] Preferences, bool[] Ignored);
}
