using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Cycle;

/// <summary>What a cycle decided.</summary>
/// <param name="Node">The chosen node; null when none.</param>
/// <param name="Message">Why none, for the user.</param>
/// <param name="RefusedBy">The plugins that refused; events that help one of them bring the Pod back.</param>
/// <param name="Preemption">Whom to delete to make room, and where.</param>
internal sealed record SchedulingResult(
    NodeInfo? Node, string Message, IReadOnlyCollection<IPlugin> RefusedBy, PostFilterResult? Preemption);

/// <summary>Finds the best node for one Pod in a state that doesn't change meanwhile. No I/O.</summary>
internal sealed class SchedulingCycle(Profile profile, ClusterState cluster, Random random)
{
    private readonly CycleState _state = new();
    private readonly List<NodeRefusal> _refusals = [];
    private NodeInfo[] _feasible = [];
    private long[] _totals = [];
    private long[] _scores = [];
    private int _nextStart;

    public SchedulingResult Schedule(PodInfo pod)
    {
        cluster.Cycle++;
        _state.Clear();
        _refusals.Clear();
        NodeInfo[] nodes = cluster.Nodes;
        if (nodes.Length == 0)
        {
            return new(null, FitError.NoNodes, [], null);
        }

        IFilterPlugin[] filters = PreFilter(pod, ref nodes, out Status? refusal);
        if (refusal is not null)
        {
            return Refused(pod, cluster.Nodes.Length, [refusal.Plugin], string.Join(", ", refusal.Reasons));
        }

        int count = Filter(pod, nodes, filters);
        if (count == 0)
        {
            int total = cluster.Nodes.Length;
            IPlugin[] refusedBy = [.. _refusals.Select(r => r.Status.Plugin).Distinct()];
            return Refused(pod, total, refusedBy, null);
        }

        ReadOnlySpan<NodeInfo> feasible = _feasible.AsSpan(0, count);
        return new(count == 1 ? feasible[0] : Best(pod, feasible), "", [], null);
    }

    /// <summary>
    /// How many feasible nodes are enough. A big cluster isn't searched whole: half of 100 nodes, less the more there are, 5 %
    /// at least and never fewer than 100.
    /// </summary>
    internal static int EnoughNodes(int nodes)
    {
        const int minNodes = 100;
        if (nodes < minNodes)
        {
            return nodes;
        }

        int percentage = Math.Max(5, 50 - (nodes / 125));
        return Math.Max(minNodes, nodes * percentage / 100);
    }

    private IFilterPlugin[] PreFilter(PodInfo pod, ref NodeInfo[] nodes, out Status? refusal)
    {
        refusal = null;
        HashSet<IPlugin> skipped = [];
        IReadOnlySet<string>? only = null;
        foreach (IPreFilterPlugin plugin in profile.PreFilter)
        {
            PreFilterResult result = plugin.PreFilter(_state, pod, cluster);
            if (result.Status is not null)
            {
                refusal = result.Status;
                return [];
            }

            if (result.Skip)
            {
                skipped.Add(plugin);
            }

            only ??= result.OnlyNodes;
        }

        if (only is not null)
        {
            NodeInfo[] named = [.. only.Select(cluster.FindNode).OfType<NodeInfo>()];
            if (named.Length == 0)
            {
                IPlugin affinity = profile.Filter.First(filter => filter.Name == "NodeAffinity");
                refusal = new(Code.UnschedulableAndUnresolvable, affinity, "node(s) didn't match Pod's node affinity/selector");
            }

            nodes = named;
        }

        return skipped.Count == 0 ? profile.Filter : [.. profile.Filter.Where(filter => !skipped.Contains(filter))];
    }

    private int Filter(PodInfo pod, NodeInfo[] nodes, IFilterPlugin[] filters)
    {
        int enough = EnoughNodes(nodes.Length);
        if (_feasible.Length < enough)
        {
            _feasible = new NodeInfo[enough];
            _totals = new long[enough];
            _scores = new long[enough];
        }

        // Pods start their search one after the other, so that no node is always looked at first.
        int start = _nextStart % nodes.Length;
        int found = 0;
        int seen = 0;
        while (seen < nodes.Length && found < enough)
        {
            int index = start + seen++;
            NodeInfo node = nodes[index < nodes.Length ? index : index - nodes.Length];
            Status? status = null;
            foreach (IFilterPlugin plugin in filters)
            {
                status = plugin.Filter(_state, pod, node);
                if (status is not null)
                {
                    _refusals.Add(new(node, status));
                    break;
                }
            }

            if (status is null)
            {
                _feasible[found++] = node;
            }
        }

        _nextStart = (start + seen) % nodes.Length;
        return found;
    }

    private NodeInfo Best(PodInfo pod, ReadOnlySpan<NodeInfo> nodes)
    {
        Span<long> totals = _totals.AsSpan(0, nodes.Length);
        Span<long> scores = _scores.AsSpan(0, nodes.Length);
        totals.Clear();
        foreach (IScorePlugin plugin in profile.Score)
        {
            if (!plugin.PreScore(_state, pod, cluster, nodes))
            {
                continue;
            }

            scores.Clear();
            plugin.Score(_state, pod, cluster, nodes, scores);
            for (int i = 0; i < scores.Length; i++)
            {
                totals[i] += scores[i] * plugin.Weight;
            }
        }

        // Among equals each has the same chance.
        int best = 0;
        int equals = 1;
        for (int i = 1; i < totals.Length; i++)
        {
            if (totals[i] > totals[best])
            {
                best = i;
                equals = 1;
            }
            else if (totals[i] == totals[best] && random.Next(++equals) == 0)
            {
                best = i;
            }
        }

        return nodes[best];
    }

    private SchedulingResult Refused(PodInfo pod, int total, IReadOnlyCollection<IPlugin> refusedBy, string? preFilter)
    {
        PostFilterResult? post = preFilter is null ? profile.PostFilter?.PostFilter(_state, pod, cluster, _refusals) : null;
        return new(null, FitError.Describe(total, _refusals, post?.Message ?? "", preFilter), refusedBy, post);
    }
}
