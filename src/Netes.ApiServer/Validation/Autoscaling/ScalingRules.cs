using Netes.Api.AutoscalingV2;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Autoscaling;

/// <summary>How fast an autoscaler may scale: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#configurable-scaling-behavior</summary>
internal static class ScalingRules
{
    private const int LongestWindow = 3600;
    private const int LongestPeriod = 1800;

    public static void Validate(ErrorList errors, HPAScalingRules? rules, FieldPath path)
    {
        if (rules is null) return;
        if (rules.StabilizationWindowSeconds is { } window)
        {
            var at = path.Child("stabilizationWindowSeconds");
            if (window < 0) errors.Add(FieldError.Invalid(at, window, "must be greater than or equal to zero"));
            if (window > LongestWindow) errors.Add(FieldError.Invalid(at, window, $"must be less than or equal to {LongestWindow}"));
        }
        if (rules.SelectPolicy is { } select and not ("Disabled" or "Max" or "Min"))
            errors.Add(FieldError.NotSupported(path.Child("selectPolicy"), select, "Disabled", "Max", "Min"));
        var policies = path.Child("policies");
        if (rules.Policies is not { Count: > 0 }) errors.Add(FieldError.Required(policies, "must specify at least one Policy"));
        for (var i = 0; i < (rules.Policies?.Count ?? 0); i++)
            Policy(errors, rules.Policies![i], policies.Index(i));
        if (rules.Tolerance is { Sign: < 0 } tolerance) errors.Add(FieldError.Invalid(path.Child("tolerance"), tolerance, Messages.NonNegative));
    }

    private static void Policy(ErrorList errors, HPAScalingPolicy policy, FieldPath path)
    {
        if (policy.Type is not ("Percent" or "Pods")) errors.Add(FieldError.NotSupported(path.Child("type"), policy.Type, "Percent", "Pods"));
        if (policy.Value <= 0) errors.Add(FieldError.Invalid(path.Child("value"), policy.Value, "must be greater than zero"));
        if (policy.PeriodSeconds <= 0) errors.Add(FieldError.Invalid(path.Child("periodSeconds"), policy.PeriodSeconds, "must be greater than zero"));
        if (policy.PeriodSeconds > LongestPeriod)
            errors.Add(FieldError.Invalid(path.Child("periodSeconds"), policy.PeriodSeconds, $"must be less than or equal to {LongestPeriod}"));
    }
}
