using Netes.Api.BatchV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Batch;

/// <summary>What a Job does about failed Pods (KEP-3329).</summary>
internal static class JobFailurePolicyRules
{
    private const int MaxRules = 20;

    public static void Validate(ErrorList errors, JobSpec spec, PodFailurePolicy policy, FieldPath path)
    {
        if (policy.Rules?.Count > MaxRules) errors.Add(FieldError.TooMany(path.Child("rules"), policy.Rules.Count, MaxRules));
        var containers = (spec.Template.Spec.Containers ?? []).Concat(spec.Template.Spec.InitContainers ?? []).Select(c => c.Name).ToHashSet();
        for (var i = 0; i < (policy.Rules?.Count ?? 0); i++)
            Rule(errors, spec, policy.Rules![i], containers, path.Child("rules").Index(i));
    }

    private static void Rule(ErrorList errors, JobSpec spec, PodFailurePolicyRule rule, HashSet<string> containers, FieldPath path)
    {
        if (rule.Action.Length == 0)
        {
            errors.Add(FieldError.Required(path.Child("action"), "valid values: \"Count\", \"FailIndex\", \"FailJob\", \"Ignore\""));
        }
        else if (rule.Action == "FailIndex" && spec.BackoffLimitPerIndex is null)
            errors.Add(FieldError.Invalid(path.Child("action"), rule.Action, "requires the backoffLimitPerIndex to be set"));
        else if (rule.Action is not ("Count" or "FailIndex" or "FailJob" or "Ignore"))
            errors.Add(FieldError.NotSupported(path.Child("action"), rule.Action, "Count", "FailIndex", "FailJob", "Ignore"));
        if (rule.OnExitCodes is { } codes) ExitCodes(errors, codes, containers, path.Child("onExitCodes"));
        if (rule.OnExitCodes is not null && rule.OnPodConditions is { Count: > 0 })
            errors.Add(FieldError.Invalid(path, "specifying both OnExitCodes and OnPodConditions is not supported"));
        if (rule.OnExitCodes is null && rule.OnPodConditions is not { Count: > 0 })
            errors.Add(FieldError.Invalid(path, "specifying one of OnExitCodes and OnPodConditions is required"));
        for (var i = 0; i < (rule.OnPodConditions?.Count ?? 0); i++)
        {
            var pattern = rule.OnPodConditions![i];
            var at = path.Child("onPodConditions").Index(i);
            errors.AddInvalid(at.Child("type"), pattern.Type, NameRules.QualifiedName(pattern.Type));
            if (pattern.Status is not ("False" or "True" or "Unknown"))
                errors.Add(FieldError.NotSupported(at.Child("status"), pattern.Status, "False", "True", "Unknown"));
        }
    }

    private static void ExitCodes(ErrorList errors, PodFailurePolicyOnExitCodesRequirement codes, HashSet<string> containers, FieldPath path)
    {
        if (codes.Operator.Length == 0) errors.Add(FieldError.Required(path.Child("operator"), "valid values: \"In\", \"NotIn\""));
        else if (codes.Operator is not ("In" or "NotIn"))
            errors.Add(FieldError.NotSupported(path.Child("operator"), codes.Operator, "In", "NotIn"));
        if (codes.ContainerName is { } name && !containers.Contains(name))
        {
            errors.Add(FieldError.Invalid(path.Child("containerName"), name,
                "must be one of the container or initContainer names in the pod template"));
        }
        var at = path.Child("values");
        var values = codes.Values ?? [];
        if (values.Count == 0) errors.Add(FieldError.Invalid(at, values, "at least one value is required"));
        var seen = new HashSet<int>();
        for (var i = 0; i < values.Count; i++)
        {
            if (codes.Operator == "In" && values[i] == 0)
                errors.Add(FieldError.Invalid(at.Index(i), values[i], "must not be 0 for the In operator"));
            if (!seen.Add(values[i])) errors.Add(FieldError.Duplicate(at.Index(i), values[i]));
        }
        if (!values.SequenceEqual(values.Order())) errors.Add(FieldError.Invalid(at, values, "must be ordered"));
    }
}
