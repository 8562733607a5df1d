using Netes.Api.CoreV1;
using Netes.Api.MetaV1;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>
/// Puts the Pod's own label values for matchLabelKeys into the selectors beside them, so that nobody has to look them up
/// later (KEP-3633, KEP-3243).
/// </summary>
internal static class MatchLabelKeys
{
    public static void MergeInto(Pod pod)
    {
        var labels = pod.Metadata.Labels;
        if (labels is null) return;
        if (pod.Spec.Affinity is { } affinity)
        {
            foreach (var term in affinity.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? []) Merge(term, labels);
            foreach (var term in affinity.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? []) Merge(term, labels);
            foreach (var term in affinity.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? []) Merge(term.PodAffinityTerm, labels);
            foreach (var term in affinity.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? []) Merge(term.PodAffinityTerm, labels);
        }
        foreach (var constraint in pod.Spec.TopologySpreadConstraints ?? [])
            Add(constraint.LabelSelector, constraint.MatchLabelKeys, "In", labels);
    }

    private static void Merge(PodAffinityTerm term, Dictionary<string, string> labels)
    {
        Add(term.LabelSelector, term.MatchLabelKeys, "In", labels);
        Add(term.LabelSelector, term.MismatchLabelKeys, "NotIn", labels);
    }

    private static void Add(LabelSelector? selector, List<string>? keys, string op, Dictionary<string, string> labels)
    {
        if (selector is null) return;
        foreach (var key in keys ?? [])
        {
            if (!labels.TryGetValue(key, out var value)) continue;
            (selector.MatchExpressions ??= []).Add(new LabelSelectorRequirement { Key = key, Operator = op, Values = [value] });
        }
    }
}
