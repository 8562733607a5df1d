using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Core;

/// <summary>https://kubernetes.io/docs/concepts/policy/limit-range/</summary>
internal static class LimitRangeRules
{
    public static void Validate(ErrorList errors, LimitRangeSpec spec)
    {
        var path = FieldPath.Of("spec", "limits");
        var types = new HashSet<string>();
        for (var i = 0; i < (spec.Limits?.Count ?? 0); i++)
        {
            var limit = spec.Limits![i];
            Type(errors, limit.Type, path.Index(i).Child("type"));
            if (!types.Add(limit.Type)) errors.Add(FieldError.Duplicate(path.Index(i).Child("type"), limit.Type));
            Limit(errors, limit, path.Index(i));
        }
    }

    private static void Type(ErrorList errors, string type, FieldPath path)
    {
        var wrong = NameRules.QualifiedName(type);
        errors.AddInvalid(path, type, wrong);
        if (wrong.Count == 0 && !type.Contains('/') && type is not ("Pod" or "Container" or "PersistentVolumeClaim"))
            errors.Add(FieldError.Invalid(path, type, "must be a standard limit type or fully qualified"));
    }

    private static void Limit(ErrorList errors, LimitRangeItem limit, FieldPath path)
    {
        Names(errors, limit.Type, limit.Max, path.Child("max"));
        Names(errors, limit.Type, limit.Min, path.Child("min"));
        if (limit.Type == "Pod")
        {
            if (limit.Default is { Count: > 0 }) errors.Add(FieldError.Forbidden(path.Child("default"), "may not be specified when `type` is 'Pod'"));
            if (limit.DefaultRequest is { Count: > 0 }) errors.Add(FieldError.Forbidden(path.Child("defaultRequest"), "may not be specified when `type` is 'Pod'"));
        }
        else
        {
            Names(errors, limit.Type, limit.Default, path.Child("default"));
            Names(errors, limit.Type, limit.DefaultRequest, path.Child("defaultRequest"));
        }
        if (limit.Type == "PersistentVolumeClaim" && Amount(limit.Min, "storage") is null && Amount(limit.Max, "storage") is null)
            errors.Add(FieldError.Required(path.Child("limits"), "either minimum or maximum storage value is required, but neither was provided"));
        Names(errors, limit.Type, limit.MaxLimitRequestRatio, path.Child("maxLimitRequestRatio"));

        Dictionary<string, Quantity>?[] all = limit.Type == "Pod"
            ? [limit.Max, limit.Min, limit.MaxLimitRequestRatio]
            : [limit.Max, limit.Min, limit.Default, limit.DefaultRequest, limit.MaxLimitRequestRatio];
        foreach (var name in all.SelectMany(a => a?.Keys ?? Enumerable.Empty<string>()).Distinct().Order(StringComparer.Ordinal))
            LimitOrderRules.Validate(errors, limit, name, path);
    }

    private static void Names(ErrorList errors, string type, Dictionary<string, Quantity>? amounts, FieldPath path)
    {
        foreach (var (name, _) in ResourceRules.Sorted(amounts))
        {
            if (type is "Pod" or "Container") ResourceRules.ContainerName(errors, name, path.Key(name));
            else ResourceRules.Qualified(errors, name, path.Key(name));
        }
    }

    internal static Quantity? Amount(Dictionary<string, Quantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var amount) ? amount : null;
}
