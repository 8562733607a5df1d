using Netes.Api;
using Netes.Api.PolicyV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Apps;

namespace Netes.ApiServer.Validation.Policy;

/// <summary>https://kubernetes.io/docs/tasks/run-application/configure-pdb/</summary>
internal static class DisruptionBudgetRules
{
    public static void Validate(ErrorList errors, PodDisruptionBudgetSpec spec)
    {
        var path = FieldPath.Of("spec");
        if (spec is { MinAvailable: not null, MaxUnavailable: not null })
            errors.Add(FieldError.Invalid(path, Text(spec), "minAvailable and maxUnavailable cannot be both set"));
        Amount(errors, spec.MinAvailable, path.Child("minAvailable"));
        Amount(errors, spec.MaxUnavailable, path.Child("maxUnavailable"));
        LabelRules.Selector(errors, spec.Selector, path.Child("selector"));
        if (spec.UnhealthyPodEvictionPolicy is { } policy and not ("AlwaysAllow" or "IfHealthyBudget"))
            errors.Add(FieldError.NotSupported(path.Child("unhealthyPodEvictionPolicy"), policy, "AlwaysAllow", "IfHealthyBudget"));
    }

    public static void Status(ErrorList errors, PodDisruptionBudgetStatus status)
    {
        var path = FieldPath.Of("status");
        ConditionRules.Validate(errors, status.Conditions, path.Child("conditions"));
        WorkloadRules.NonNegative(errors, status.DisruptionsAllowed, path.Child("disruptionsAllowed"));
        WorkloadRules.NonNegative(errors, status.CurrentHealthy, path.Child("currentHealthy"));
        WorkloadRules.NonNegative(errors, status.DesiredHealthy, path.Child("desiredHealthy"));
        WorkloadRules.NonNegative(errors, status.ExpectedPods, path.Child("expectedPods"));
    }

    private static void Amount(ErrorList errors, IntOrString? amount, FieldPath path)
    {
        if (amount is not { } value) return;
        WorkloadRules.PositiveIntOrPercent(errors, value, path);
        WorkloadRules.NotMoreThanAll(errors, value, path);
    }

    private static JsonText Text(PodDisruptionBudgetSpec spec) => new GoStruct().AddIntOrString("MinAvailable", spec.MinAvailable)
        .Add("Selector", WorkloadRules.Text(spec.Selector)).AddIntOrString("MaxUnavailable", spec.MaxUnavailable)
        .Add("UnhealthyPodEvictionPolicy", spec.UnhealthyPodEvictionPolicy).Text;
}
