using Netes.Api.CoreV1;
using Netes.Api.Selectors;

namespace Netes.Scheduler.State;

/// <summary>A Pod with all that scheduling asks of it worked out once. Immutable.</summary>
internal sealed class PodInfo
{
    private static readonly Dictionary<string, string> NoLabels = [];

    /// <exception cref="SelectorSyntaxException">The Pod carries a selector that no validation should have let through.</exception>
    public PodInfo(Pod pod, ResourceNames names)
    {
        Pod = pod;
        Requests = PodRequests.Of(pod, names);
        ResourceVector scored = PodRequests.Of(pod, names, nonZero: true);
        (ScoredMilliCpu, ScoredMemory) = (scored.MilliCpu, scored.Memory);
        HostPorts = HostPort.Of(pod.Spec);
        Tolerations = pod.Spec.Tolerations ?? [];
        Terms = AffinityTerm.Of(pod.Spec.Affinity, pod.Metadata.Namespace);
        NodeAffinity? affinity = pod.Spec.Affinity?.NodeAffinity;
        RequiredNodes = affinity?.RequiredDuringSchedulingIgnoredDuringExecution is { } required ? new(required) : null;
        PreferredNodes = [.. (affinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? [])
            .Where(preferred => preferred.Weight != 0)
            .Select(preferred => (new NodeSelectorTermMatcher(preferred.Preference), preferred.Weight))];
        NodeLabels = pod.Spec.NodeSelector is { Count: > 0 } labels ? Selector.FromMap(labels) : null;
    }

    public Pod Pod { get; }

    public string Uid => Pod.Metadata.Uid;

    public string Namespace => Pod.Metadata.Namespace;

    public string Name => Pod.Metadata.Name;

    public IReadOnlyDictionary<string, string> Labels => Pod.Metadata.Labels ?? NoLabels;

    public int Priority => Pod.Spec.Priority ?? 0;

    public ResourceVector Requests { get; }

    public long ScoredMilliCpu { get; }

    public long ScoredMemory { get; }

    public HostPort[] HostPorts { get; }

    public IReadOnlyList<Toleration> Tolerations { get; }

    public AffinityTerm[] Terms { get; }

    /// <summary>spec.nodeSelector; null when empty.</summary>
    public Selector? NodeLabels { get; }

    public NodeSelectorMatcher? RequiredNodes { get; }

    public (NodeSelectorTermMatcher Term, int Weight)[] PreferredNodes { get; }

    public bool IsTerminating => Pod.Metadata.DeletionTimestamp is not null;

    /// <summary>Whether node selector and required node affinity let the Pod onto the node.</summary>
    public bool NodeAffinityMatches(NodeInfo node) =>
        (NodeLabels is null || NodeLabels.Matches(node.Labels)) && (RequiredNodes is null || RequiredNodes.Matches(node));
}
