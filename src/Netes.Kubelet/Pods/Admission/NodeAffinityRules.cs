using System.Globalization;
using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.Admission;

/// <summary>Whether a Pod's node selector and required node affinity let it run on a node.</summary>
internal static class NodeAffinityRules
{
    public static bool Matches(PodSpec spec, Node node)
    {
        var labels = node.Metadata.Labels ?? [];
        foreach (var (key, value) in spec.NodeSelector ?? [])
            if (!labels.TryGetValue(key, out string? actual) || actual != value) return false;
        if (spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is not { } required) return true;
        foreach (var term in required.NodeSelectorTerms ?? [])
            if (Matches(term, labels, node.Metadata.Name)) return true;
        return false;
    }

    /// <summary>A term without any requirement matches nothing.</summary>
    private static bool Matches(NodeSelectorTerm term, Dictionary<string, string> labels, string name)
    {
        if (term.MatchExpressions is not { Count: > 0 } && term.MatchFields is not { Count: > 0 }) return false;
        foreach (var requirement in term.MatchExpressions ?? [])
            if (!Matches(requirement, labels.GetValueOrDefault(requirement.Key))) return false;
        foreach (var requirement in term.MatchFields ?? [])
            if (!Matches(requirement, requirement.Key == "metadata.name" ? name : null)) return false;
        return true;
    }

    private static bool Matches(NodeSelectorRequirement requirement, string? actual) => requirement.Operator switch
    {
        NodeSelectorOperator.In => actual is not null && (requirement.Values?.Contains(actual) ?? false),
        NodeSelectorOperator.NotIn => actual is null || !(requirement.Values?.Contains(actual) ?? false),
        NodeSelectorOperator.Exists => actual is not null,
        NodeSelectorOperator.DoesNotExist => actual is null,
        NodeSelectorOperator.Gt => Compare(actual, requirement) > 0,
        NodeSelectorOperator.Lt => Compare(actual, requirement) < 0,
        _ => false,
    };

    private static int Compare(string? actual, NodeSelectorRequirement requirement) =>
        long.TryParse(actual, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long a)
        && requirement.Values is [var only]
        && long.TryParse(only, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long b) ? a.CompareTo(b) : 0;
}
