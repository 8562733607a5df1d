using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Core;

/// <summary>Which objects a quota counts: https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-scopes</summary>
internal static class QuotaScopeRules
{
    public static void Scopes(ErrorList errors, ResourceQuotaSpec spec, FieldPath path)
    {
        foreach (var scope in spec.Scopes ?? [])
        {
            if (!IsKnown(scope)) errors.Add(FieldError.Invalid(path, spec.Scopes, "unsupported scope"));
            foreach (var _ in Unfit(spec, scope))
                errors.Add(FieldError.Invalid(path, spec.Scopes, "unsupported scope applied to resource"));
        }
        Conflicts(errors, spec.Scopes ?? [], spec.Scopes, path);
    }

    public static void Selector(ErrorList errors, ResourceQuotaSpec spec, FieldPath path)
    {
        if (spec.ScopeSelector is not { } selector) return;
        var at = path.Child("matchExpressions");
        foreach (var requirement in selector.MatchExpressions ?? [])
        {
            if (!IsKnown(requirement.ScopeName)) errors.Add(FieldError.Invalid(at.Child("scopeName"), requirement.ScopeName, "unsupported scope"));
            foreach (var _ in Unfit(spec, requirement.ScopeName))
                errors.Add(FieldError.Invalid(at, Text(selector), "unsupported scope applied to resource"));
            Requirement(errors, requirement, at);
        }
        Conflicts(errors, (selector.MatchExpressions ?? []).Select(r => r.ScopeName), spec.Scopes, at);
    }

    private static void Requirement(ErrorList errors, ScopedResourceSelectorRequirement requirement, FieldPath path)
    {
        if (requirement.ScopeName is "BestEffort" or "NotBestEffort" or "Terminating" or "NotTerminating" or "CrossNamespacePodAffinity"
            && requirement.Operator != "Exists")
        {
            errors.Add(FieldError.Invalid(path.Child("operator"), requirement.Operator, "must be 'Exists' when scope is any of " +
                "ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, " +
                "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"));
        }
        switch (requirement.Operator)
        {
            case "In" or "NotIn":
                if (requirement.Values is not { Count: > 0 })
                {
                    errors.Add(FieldError.Required(path.Child("values"),
                        "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
                }
                break;
            case "Exists" or "DoesNotExist":
                if (requirement.Values is { Count: > 0 } unwanted)
                {
                    errors.Add(FieldError.Invalid(path.Child("values"), unwanted,
                        "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope selector"));
                }
                break;
            default:
                errors.Add(FieldError.Invalid(path.Child("operator"), requirement.Operator, "not a valid selector operator"));
                break;
        }
    }

    private static void Conflicts(ErrorList errors, IEnumerable<string> scopes, List<string>? shown, FieldPath path)
    {
        var set = scopes.ToHashSet();
        if (set.Contains("BestEffort") && set.Contains("NotBestEffort")) errors.Add(FieldError.Invalid(path, shown, "conflicting scopes"));
        if (set.Contains("Terminating") && set.Contains("NotTerminating")) errors.Add(FieldError.Invalid(path, shown, "conflicting scopes"));
    }

    private static bool IsKnown(string scope) => scope is "Terminating" or "NotTerminating" or "BestEffort" or "NotBestEffort" or "PriorityClass"
        or "CrossNamespacePodAffinity" or "VolumeAttributesClass";

    /// <summary>The limited resources that the scope says nothing of.</summary>
    private static IEnumerable<string> Unfit(ResourceQuotaSpec spec, string scope) =>
        (spec.Hard?.Keys ?? Enumerable.Empty<string>()).Where(name => ResourceNames.IsStandardQuota(name) && !Fits(scope, name));

    private static bool Fits(string scope, string resource) => scope switch
    {
        "BestEffort" => resource == "pods",
        "Terminating" or "NotTerminating" or "NotBestEffort" or "PriorityClass" or "CrossNamespacePodAffinity" => resource is "pods" or "cpu" or
            "memory" or "limits.cpu" or "limits.memory" or "requests.cpu" or "requests.memory",
        "VolumeAttributesClass" => resource is "persistentvolumeclaims" or "requests.storage",
        _ => true,
    };

    private static JsonText Text(ScopeSelector selector) => new GoStruct().Add("MatchExpressions", selector.MatchExpressions?.Select(r =>
        (object)new GoStruct().Add("ScopeName", r.ScopeName).Add("Operator", r.Operator).Add("Values", r.Values).Text)).Text;
}
