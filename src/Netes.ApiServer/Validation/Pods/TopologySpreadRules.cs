using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/</summary>
internal static class TopologySpreadRules
{
    private static readonly string[] Actions = ["DoNotSchedule", "ScheduleAnyway"];
    private static readonly string[] Policies = ["Honor", "Ignore"];

    public static void Validate(ErrorList errors, List<TopologySpreadConstraint>? constraints, FieldPath path)
    {
        for (var i = 0; i < (constraints?.Count ?? 0); i++)
            One(errors, constraints!, i, path.Index(i));
    }

    private static void One(ErrorList errors, List<TopologySpreadConstraint> all, int index, FieldPath path)
    {
        var constraint = all[index];
        if (constraint.MaxSkew <= 0)
            errors.Add(FieldError.Invalid(path.Child("maxSkew"), constraint.MaxSkew, "must be greater than zero"));
        if (constraint.TopologyKey.Length == 0) errors.Add(FieldError.Required(path.Child("topologyKey"), "can not be empty"));
        else errors.AddInvalid(path.Child("topologyKey"), constraint.TopologyKey, NameRules.QualifiedName(constraint.TopologyKey));
        if (!Actions.Contains(constraint.WhenUnsatisfiable))
            errors.Add(FieldError.NotSupported(path.Child("whenUnsatisfiable"), constraint.WhenUnsatisfiable, Actions));
        // Each pair of key and action may stand once; the first of two names its later double.
        if (all.Skip(index + 1).Any(c => c.TopologyKey == constraint.TopologyKey && c.WhenUnsatisfiable == constraint.WhenUnsatisfiable))
        {
            errors.Add(FieldError.Duplicate(path.Child("{topologyKey, whenUnsatisfiable}"),
                "{" + constraint.TopologyKey + ", " + constraint.WhenUnsatisfiable + "}"));
        }
        MinDomains(errors, constraint, path.Child("minDomains"));
        if (constraint.NodeAffinityPolicy is { } affinity && !Policies.Contains(affinity))
            errors.Add(FieldError.NotSupported(path.Child("nodeAffinityPolicy"), affinity, Policies));
        if (constraint.NodeTaintsPolicy is { } taints && !Policies.Contains(taints))
            errors.Add(FieldError.NotSupported(path.Child("nodeTaintsPolicy"), taints, Policies));
        MatchLabelKeys(errors, constraint, path.Child("matchLabelKeys"));
        LabelRules.Selector(errors, constraint.LabelSelector, path.Child("labelSelector"));
    }

    private static void MinDomains(ErrorList errors, TopologySpreadConstraint constraint, FieldPath path)
    {
        if (constraint.MinDomains is not { } domains) return;
        if (domains <= 0) errors.Add(FieldError.Invalid(path, domains, "must be greater than zero"));
        if (constraint.WhenUnsatisfiable != "DoNotSchedule")
        {
            errors.Add(FieldError.Invalid(path, domains,
                $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {constraint.WhenUnsatisfiable}"));
        }
    }

    private static void MatchLabelKeys(ErrorList errors, TopologySpreadConstraint constraint, FieldPath path)
    {
        if (constraint.MatchLabelKeys is not { Count: > 0 } keys) return;
        if (constraint.LabelSelector is null)
        {
            errors.Add(FieldError.Forbidden(path, "must not be specified when labelSelector is not set"));
            return;
        }
        for (var i = 0; i < keys.Count; i++)
        {
            errors.AddInvalid(path.Index(i), keys[i], NameRules.QualifiedName(keys[i]));
            if (constraint.LabelSelector.MatchLabels?.ContainsKey(keys[i]) is true ||
                constraint.LabelSelector.MatchExpressions?.Any(e => e.Key == keys[i] && !IsMerged(e)) is true)
            {
                errors.Add(FieldError.Invalid(path.Index(i), keys[i], "exists in both matchLabelKeys and labelSelector"));
            }
        }
    }

    /// <summary>Whether the requirement has the form that the server itself adds for a matchLabelKeys entry (KEP-3243).</summary>
    private static bool IsMerged(Netes.Api.MetaV1.LabelSelectorRequirement requirement) =>
        requirement.Operator == "In" && requirement.Values?.Count == 1;
}
