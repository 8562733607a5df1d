using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.Quota;

/// <summary>A quota's scopes in one form, and how scopes that name classes match.</summary>
internal static class QuotaScopes
{
    public static IEnumerable<ScopedResourceSelectorRequirement> Of(ResourceQuota quota)
    {
        foreach (string scope in quota.Spec.Scopes ?? []) yield return new ScopedResourceSelectorRequirement { ScopeName = scope, Operator = "Exists" };
        foreach (ScopedResourceSelectorRequirement scope in quota.Spec.ScopeSelector?.MatchExpressions ?? []) yield return scope;
    }

    /// <param name="value">The class that the object names; "" when it names none.</param>
    public static bool Matches(ScopedResourceSelectorRequirement scope, string value) => scope.Operator switch
    {
        "Exists" => value.Length > 0,
        "DoesNotExist" => value.Length == 0,
        "In" => value.Length > 0 && scope.Values?.Contains(value) == true,
        "NotIn" => value.Length == 0 || scope.Values?.Contains(value) != true,
        _ => false,
    };
}
