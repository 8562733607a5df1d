using Netes.Api.RbacV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Rbac;

/// <summary>The rules of what a role allows: https://kubernetes.io/docs/reference/access-authn-authz/rbac/</summary>
internal static class RoleRules
{
    public static void Validate(ErrorList errors, List<PolicyRule>? rules, bool namespaced)
    {
        var path = FieldPath.Of("rules");
        for (var i = 0; i < (rules?.Count ?? 0); i++)
            One(errors, rules![i], namespaced, path.Index(i));
    }

    private static void One(ErrorList errors, PolicyRule rule, bool namespaced, FieldPath path)
    {
        if (IsEmpty(rule.Verbs)) errors.Add(FieldError.Required(path.Child("verbs"), "verbs must contain at least one value"));
        if (rule.NonResourceURLs is { Count: > 0 } urls)
        {
            var at = path.Child("nonResourceURLs");
            if (namespaced) errors.Add(FieldError.Invalid(at, urls, "namespaced rules cannot apply to non-resource URLs"));
            if (!IsEmpty(rule.ApiGroups) || !IsEmpty(rule.Resources) || !IsEmpty(rule.ResourceNames))
                errors.Add(FieldError.Invalid(at, urls, "rules cannot apply to both regular resources and non-resource URLs"));
            return;
        }
        if (IsEmpty(rule.ApiGroups)) errors.Add(FieldError.Required(path.Child("apiGroups"), "resource rules must supply at least one api group"));
        if (IsEmpty(rule.Resources)) errors.Add(FieldError.Required(path.Child("resources"), "resource rules must supply at least one resource"));
    }

    private static bool IsEmpty(List<string>? list) => list is not { Count: > 0 };

    /// <summary>A ClusterRole that gathers the rules of others.</summary>
    public static void Aggregation(ErrorList errors, AggregationRule? rule)
    {
        if (rule is null) return;
        var path = FieldPath.Of("aggregationRule", "clusterRoleSelectors");
        if (rule.ClusterRoleSelectors is not { Count: > 0 } selectors)
        {
            errors.Add(FieldError.Required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil"));
            return;
        }
        for (var i = 0; i < selectors.Count; i++)
        {
            LabelRules.Selector(errors, selectors[i], path.Index(i));
            if (!LabelSelectors.TryParse(selectors[i], out _)) errors.Add(FieldError.Invalid(path.Index(i), null, "invalid label selector."));
        }
    }
}
