using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>Pod affinity and anti-affinity, of the new Pod and of the Pods that are there.</summary>
internal sealed class InterPodAffinity : IPreFilterPlugin, IFilterPlugin, IScorePlugin
{
    /// <summary>What an existing Pod's required affinity for the new one adds to a node's score.</summary>
    private const int HardAffinityWeight = 1;

    private readonly Status _existingAntiAffinity;
    private readonly Status _affinity;
    private readonly Status _antiAffinity;

    public InterPodAffinity()
    {
        _existingAntiAffinity = new(Code.Unschedulable, this, "node(s) didn't satisfy existing pods anti-affinity rules");
        _affinity = new(Code.UnschedulableAndUnresolvable, this, "node(s) didn't match pod affinity rules");
        _antiAffinity = new(Code.Unschedulable, this, "node(s) didn't match pod anti-affinity rules");
    }

    public string Name => "InterPodAffinity";

    public int Weight => 2;

    public bool DependsOnPods => true;

    public EventKind Events =>
        EventKind.AssignedPodAdd | EventKind.AssignedPodDelete | EventKind.AssignedPodLabels
        | EventKind.NodeAdd | EventKind.NodeLabels | EventKind.PodLabels;

    public PreFilterResult PreFilter(CycleState state, PodInfo pod, ClusterState cluster)
    {
        var filter = new FilterState();
        IReadOnlyDictionary<string, string>? namespaceLabels = cluster.NamespaceLabels(pod.Namespace);
        foreach (TermCounter counter in cluster.Terms)
        {
            if (counter.Term.Kind == TermKind.RequiredAntiAffinity && counter.Term.Matches(pod, namespaceLabels))
            {
                TopologySums sums = filter.ExistingAnti.Find(s => s.Topology.Key == counter.Term.TopologyKey)
                    ?? AddTo(filter.ExistingAnti, new TopologySums(cluster.Topology(counter.Term.TopologyKey)));
                sums.Add(cluster, slot => counter[slot], 1);
            }
        }

        AffinityTerm[] affinity = [.. pod.Terms.Where(term => term.Kind == TermKind.RequiredAffinity)];
        if (affinity.Length > 0)
        {
            // An existing Pod counts only when it matches all terms.
            PodCounter counter = cluster.CounterFor(MatcherOf(cluster, affinity));
            foreach (AffinityTerm term in affinity)
            {
                AddTo(filter.Affinity, new TopologySums(cluster.Topology(term.TopologyKey))).Add(cluster, slot => counter[slot], 1);
            }

            filter.MatchesItself = affinity.All(term => term.Matches(pod, namespaceLabels));
        }

        foreach (AffinityTerm term in pod.Terms)
        {
            if (term.Kind == TermKind.RequiredAntiAffinity)
            {
                PodCounter counter = cluster.CounterFor(MatcherOf(cluster, [term]));
                AddTo(filter.Anti, new TopologySums(cluster.Topology(term.TopologyKey))).Add(cluster, slot => counter[slot], 1);
            }
        }

        state.Set(this, filter);
        return filter.IsEmpty ? PreFilterResult.Skipped : PreFilterResult.Continue;
    }

    public Status? Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        FilterState filter = state.Get<FilterState>(this);
        if (!AffinityHolds(filter, node))
        {
            return _affinity;
        }

        foreach (TopologySums sums in filter.Anti)
        {
            if (sums.At(node.Slot) > 0)
            {
                return _antiAffinity;
            }
        }

        foreach (TopologySums sums in filter.ExistingAnti)
        {
            if (sums.At(node.Slot) > 0)
            {
                return _existingAntiAffinity;
            }
        }

        return null;
    }

    public bool PreScore(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes)
    {
        var score = new ScoreState();
        IReadOnlyDictionary<string, string>? namespaceLabels = cluster.NamespaceLabels(pod.Namespace);
        foreach (AffinityTerm term in pod.Terms)
        {
            int weight = ScoreWeight(term, required: 0);
            if (weight != 0)
            {
                PodCounter counter = cluster.CounterFor(MatcherOf(cluster, [term]));
                score.For(cluster.Topology(term.TopologyKey)).Add(cluster, slot => counter[slot], weight);
            }
        }

        foreach (TermCounter counter in cluster.Terms)
        {
            int weight = ScoreWeight(counter.Term, HardAffinityWeight);
            if (weight != 0 && counter.Term.Matches(pod, namespaceLabels))
            {
                score.For(cluster.Topology(counter.Term.TopologyKey)).Add(cluster, slot => counter[slot], weight);
            }
        }

        state.Set(this, score);
        return score.Sums.Count > 0;
    }

    public void Score(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        ScoreState score = state.Get<ScoreState>(this);
        long min = long.MaxValue;
        long max = long.MinValue;
        for (int i = 0; i < nodes.Length; i++)
        {
            foreach (TopologySums sums in score.Sums)
            {
                scores[i] += sums.At(nodes[i].Slot);
            }

            min = Math.Min(min, scores[i]);
            max = Math.Max(max, scores[i]);
        }

        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = max > min ? (long)(Normalize.MaxScore * ((double)(scores[i] - min) / (max - min))) : 0;
        }
    }

    private static bool AffinityHolds(FilterState filter, NodeInfo node)
    {
        if (filter.Affinity.Count == 0)
        {
            return true;
        }

        bool found = true;
        foreach (TopologySums sums in filter.Affinity)
        {
            if (sums.Topology[node.Slot] < 0)
            {
                return false;
            }

            found &= sums.At(node.Slot) > 0;
        }

        // The first of a group that wants to be together may go anywhere.
        return found || (filter.MatchesItself && filter.Affinity.TrueForAll(sums => sums.IsZero));
    }

    private static int ScoreWeight(AffinityTerm term, int required) => term.Kind switch
    {
        TermKind.PreferredAffinity => term.Weight,
        TermKind.PreferredAntiAffinity => -term.Weight,
        TermKind.RequiredAffinity => required,
        _ => 0,
    };

    private static PodMatcher MatcherOf(ClusterState cluster, AffinityTerm[] terms)
    {
        string[]? namespaces = null;
        foreach (AffinityTerm term in terms)
        {
            IEnumerable<string> own = term.NamespaceSelector is null
                ? term.Namespaces
                : term.Namespaces.Concat(cluster.NamespacesMatching(term.NamespaceSelector));
            namespaces = [.. (namespaces is null ? own.Distinct() : namespaces.Intersect(own)).Order(StringComparer.Ordinal)];
        }

        return new(namespaces, [.. terms.Select(term => term.Selector)]);
    }

    private static TopologySums AddTo(List<TopologySums> list, TopologySums sums)
    {
        list.Add(sums);
        return sums;
    }

    private sealed class FilterState
    {
        public List<TopologySums> ExistingAnti { get; } = [];

        public List<TopologySums> Affinity { get; } = [];

        public List<TopologySums> Anti { get; } = [];

        public bool MatchesItself { get; set; }

        public bool IsEmpty => ExistingAnti.Count + Affinity.Count + Anti.Count == 0;
    }

    private sealed class ScoreState
    {
        public List<TopologySums> Sums { get; } = [];

        public TopologySums For(TopologyIndex topology)
        {
            foreach (TopologySums sums in Sums)
            {
                if (sums.Topology == topology)
                {
                    return sums;
                }
            }

            return AddTo(Sums, new TopologySums(topology));
        }
    }
}
