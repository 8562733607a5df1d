using Netes.Api.AppsV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Apps;

/// <summary>https://kubernetes.io/docs/concepts/workloads/controllers/deployment/</summary>
internal static class DeploymentRules
{
    public static void Validate(ErrorList errors, DeploymentSpec spec, FieldPath path)
    {
        WorkloadRules.NonNegative(errors, spec.Replicas ?? 0, path.Child("replicas"));
        var parses = true;
        if (spec.Selector is null) errors.Add(FieldError.Required(path.Child("selector")));
        else
        {
            LabelRules.Selector(errors, spec.Selector, path.Child("selector"));
            if (LabelRules.IsEmpty(spec.Selector))
                errors.Add(FieldError.Invalid(path.Child("selector"), WorkloadRules.Text(spec.Selector), "empty selector is invalid for deployment"));
            parses = LabelSelectors.TryParse(spec.Selector, out _);
        }
        if (!parses)
            errors.Add(FieldError.Invalid(path.Child("selector"), WorkloadRules.Text(spec.Selector), "invalid label selector"));
        else WorkloadRules.Template(errors, spec.Template, spec.Selector, "ReplicaSet", path.Child("template"));
        Strategy(errors, spec.Strategy, path.Child("strategy"));
        WorkloadRules.NonNegative(errors, spec.MinReadySeconds, path.Child("minReadySeconds"));
        WorkloadRules.NonNegative(errors, spec.RevisionHistoryLimit, path.Child("revisionHistoryLimit"));
        if (spec.ProgressDeadlineSeconds is not { } deadline) return;
        WorkloadRules.NonNegative(errors, deadline, path.Child("progressDeadlineSeconds"));
        if (deadline <= spec.MinReadySeconds)
            errors.Add(FieldError.Invalid(path.Child("progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds"));
    }

    private static void Strategy(ErrorList errors, DeploymentStrategy strategy, FieldPath path)
    {
        switch (strategy.Type)
        {
            case "Recreate":
                if (strategy.RollingUpdate is not null)
                    errors.Add(FieldError.Forbidden(path.Child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'"));
                break;
            case "RollingUpdate":
                if (strategy.RollingUpdate is { } rolling) Rolling(errors, rolling, path.Child("rollingUpdate"));
                else errors.Add(FieldError.Required(path.Child("rollingUpdate"), "this should be defaulted and never be nil"));
                break;
            default:
                errors.Add(FieldError.NotSupported(path, Text(strategy), "Recreate", "RollingUpdate"));
                break;
        }
    }

    private static void Rolling(ErrorList errors, RollingUpdateDeployment rolling, FieldPath path)
    {
        var unavailable = rolling.MaxUnavailable ?? 0;
        var surge = rolling.MaxSurge ?? 0;
        WorkloadRules.PositiveIntOrPercent(errors, unavailable, path.Child("maxUnavailable"));
        WorkloadRules.PositiveIntOrPercent(errors, surge, path.Child("maxSurge"));
        if (WorkloadRules.Number(unavailable) == 0 && WorkloadRules.Number(surge) == 0)
        {
            errors.Add(FieldError.Invalid(path.Child("maxUnavailable"), GoStruct.Plain(unavailable),
                "may not be 0 when `maxSurge` is 0"));
        }
        WorkloadRules.NotMoreThanAll(errors, unavailable, path.Child("maxUnavailable"));
    }

    private static JsonText Text(DeploymentStrategy strategy) => new GoStruct().Add("Type", strategy.Type)
        .Add("RollingUpdate", strategy.RollingUpdate is { } r
            ? new GoStruct().AddIntOrString("MaxUnavailable", r.MaxUnavailable).AddIntOrString("MaxSurge", r.MaxSurge).Text
            : null).Text;

    public static void Status(ErrorList errors, DeploymentStatus status, DeploymentStatus old, FieldPath path)
    {
        WorkloadRules.NonNegative(errors, status.ObservedGeneration, path.Child("observedGeneration"));
        WorkloadRules.NonNegative(errors, status.Replicas, path.Child("replicas"));
        WorkloadRules.NonNegative(errors, status.UpdatedReplicas, path.Child("updatedReplicas"));
        WorkloadRules.NonNegative(errors, status.ReadyReplicas, path.Child("readyReplicas"));
        WorkloadRules.NonNegative(errors, status.AvailableReplicas, path.Child("availableReplicas"));
        WorkloadRules.NonNegative(errors, status.UnavailableReplicas, path.Child("unavailableReplicas"));
        WorkloadRules.NonNegative(errors, status.CollisionCount, path.Child("collisionCount"));
        Most(errors, status.UpdatedReplicas, status.Replicas, path.Child("updatedReplicas"), "status.replicas");
        Most(errors, status.ReadyReplicas, status.Replicas, path.Child("readyReplicas"), "status.replicas");
        Most(errors, status.AvailableReplicas, status.Replicas, path.Child("availableReplicas"), "status.replicas");
        Most(errors, status.AvailableReplicas, status.ReadyReplicas, path.Child("availableReplicas"), "readyReplicas");
        if (old.CollisionCount is { } before && (status.CollisionCount ?? 0) < before)
            errors.Add(FieldError.Invalid(path.Child("collisionCount"), status.CollisionCount ?? 0, "cannot be decremented"));
    }

    internal static void Most(ErrorList errors, int value, int limit, FieldPath path, string name)
    {
        if (value > limit) errors.Add(FieldError.Invalid(path, value, "cannot be greater than " + name));
    }
}
