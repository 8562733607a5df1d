using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>The conditions that a device waits for before its Pod is bound, and those that end the wait (KEP-5007).</summary>
internal static class BindingConditionRules
{
    private const int Most = 4;

    public static void Validate(ErrorList errors, List<string>? conditions, List<string>? failures, FieldPath path)
    {
        var (good, bad) = (path.Child("bindingConditions"), path.Child("bindingFailureConditions"));
        Lists.Each(errors, conditions, Most, good, (name, at) => errors.AddInvalid(at, name, NameRules.QualifiedName(name)));
        Lists.Each(errors, failures, Most, bad, (name, at) => errors.AddInvalid(at, name, NameRules.QualifiedName(name)));
        var seen = new HashSet<string>();
        for (var i = 0; i < (conditions?.Count ?? 0); i++)
        {
            if (!seen.Add(conditions![i])) errors.Add(FieldError.Duplicate(good.Index(i), conditions[i]));
        }
        var seenFailures = new HashSet<string>();
        for (var i = 0; i < (failures?.Count ?? 0); i++)
        {
            if (!seenFailures.Add(failures![i])) errors.Add(FieldError.Duplicate(bad.Index(i), failures[i]));
            if (seen.Contains(failures[i]))
                errors.Add(FieldError.Invalid(bad.Index(i), failures[i], "bindingFailureConditions must not overlap with bindingConditions"));
        }
        if (seen.Count == 0 && seenFailures.Count > 0)
            errors.Add(FieldError.Invalid(good, conditions, "bindingConditions are required to use bindingFailureConditions"));
        if (seenFailures.Count == 0 && seen.Count > 0)
            errors.Add(FieldError.Invalid(bad, failures, "bindingFailureConditions are required to use bindingConditions"));
    }
}
