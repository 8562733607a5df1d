using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Core;

/// <summary>https://kubernetes.io/docs/concepts/policy/resource-quotas/</summary>
internal static class QuotaRules
{
    public static void Validate(ErrorList errors, ResourceQuotaSpec spec)
    {
        var path = FieldPath.Of("spec");
        Amounts(errors, spec.Hard, path.Child("hard"));
        QuotaScopeRules.Scopes(errors, spec, path.Child("scopes"));
        QuotaScopeRules.Selector(errors, spec, path.Child("scopeSelector"));
    }

    public static void Status(ErrorList errors, ResourceQuotaStatus status)
    {
        Amounts(errors, status.Hard, FieldPath.Of("status", "hard"));
        Amounts(errors, status.Used, FieldPath.Of("status", "used"));
    }

    public static void ScopesStay(ErrorList errors, ResourceQuotaSpec spec, ResourceQuotaSpec old)
    {
        if (!(spec.Scopes ?? []).ToHashSet().SetEquals(old.Scopes ?? []))
            errors.Add(FieldError.Invalid(FieldPath.Of("spec", "scopes"), spec.Scopes, Messages.Immutable));
    }

    private static void Amounts(ErrorList errors, Dictionary<string, Quantity>? amounts, FieldPath path)
    {
        foreach (var (name, amount) in ResourceRules.Sorted(amounts))
        {
            var at = path.Key(name);
            ResourceRules.Qualified(errors, name, at);
            if (!name.Contains('/') && !ResourceNames.IsStandardQuota(name))
                errors.Add(FieldError.Invalid(at, name, "must be a standard resource for quota"));
            ResourceRules.Quantity(errors, name, amount, at);
        }
    }
}
