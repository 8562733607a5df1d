using Netes.Api.CoreV1;
using Netes.Api.Selectors;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>One topology spread constraint, ready for matching.</summary>
internal sealed record SpreadConstraint(
    string TopologyKey, int MaxSkew, int MinDomains, Selector Selector, bool HonorAffinity, bool HonorTaints)
{
    public const string Hostname = "kubernetes.io/hostname";
    private const string Zone = "topology.kubernetes.io/zone";

    /// <summary>Upstream's system defaults, for Pods that belong to a Service or controller.</summary>
    public static SpreadConstraint[] Defaults(Selector selector) =>
    [
        new(Hostname, 3, 1, selector, HonorAffinity: true, HonorTaints: false),
        new(Zone, 5, 1, selector, HonorAffinity: true, HonorTaints: false),
    ];

    public static SpreadConstraint[] Of(PodInfo pod, string whenUnsatisfiable) =>
    [
        .. (pod.Pod.Spec.TopologySpreadConstraints ?? [])
            .Where(constraint => constraint.WhenUnsatisfiable == whenUnsatisfiable)
            .Select(constraint => From(constraint, pod)),
    ];

    public bool Includes(NodeInfo node, PodInfo pod) =>
        (!HonorAffinity || pod.NodeAffinityMatches(node))
        && (!HonorTaints || Taints.FirstUntolerated(node.Taints, pod.Tolerations) is null);

    private static SpreadConstraint From(TopologySpreadConstraint constraint, PodInfo pod) => new(
        constraint.TopologyKey,
        constraint.MaxSkew,
        constraint.MinDomains ?? 1,
        WithMatchLabelKeys(constraint, pod),
        constraint.NodeAffinityPolicy != "Ignore",
        constraint.NodeTaintsPolicy == "Honor");

    private static Selector WithMatchLabelKeys(TopologySpreadConstraint constraint, PodInfo pod)
    {
        if (constraint.LabelSelector is null || constraint.MatchLabelKeys is not { Count: > 0 } keys)
        {
            return LabelSelectors.From(constraint.LabelSelector);
        }

        IEnumerable<Requirement> own = keys.Where(pod.Labels.ContainsKey)
            .Select(key => Requirement.Create(key, SelectorOperator.In, [pod.Labels[key]]));
        return Selector.Of(LabelSelectors.RequirementsOf(constraint.LabelSelector).Concat(own));
    }
}
