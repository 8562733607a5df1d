using Netes.Api.AppsV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Apps;

/// <summary>The rules of a DaemonSet.</summary>
internal static class DaemonSetRules
{
    public static void Validate(ErrorList errors, DaemonSetSpec spec, FieldPath path)
    {
        LabelRules.Selector(errors, spec.Selector, path.Child("selector"));
        var parses = LabelSelectors.TryParse(spec.Selector, out var selector);
        if (parses && !selector!.IsEverything && !selector.Matches(spec.Template.Metadata.Labels))
        {
            errors.Add(FieldError.Invalid(path.Child("template").Child("metadata", "labels"), spec.Template.Metadata.Labels,
                "`selector` does not match template `labels`"));
        }
        if (spec.Selector is not null && LabelRules.IsEmpty(spec.Selector))
            errors.Add(FieldError.Invalid(path.Child("selector"), WorkloadRules.Text(spec.Selector), "empty selector is invalid for daemonset"));
        PodTemplateRules.Validate(errors, spec.Template, path.Child("template"));
        WorkloadRules.AlwaysRestarted(errors, spec.Template.Spec, "DaemonSet", path.Child("template", "spec"));
        WorkloadRules.NonNegative(errors, spec.MinReadySeconds, path.Child("minReadySeconds"));
        UpdateStrategy(errors, spec.UpdateStrategy, path.Child("updateStrategy"));
        WorkloadRules.NonNegative(errors, spec.RevisionHistoryLimit, path.Child("revisionHistoryLimit"));
    }

    private static void UpdateStrategy(ErrorList errors, DaemonSetUpdateStrategy strategy, FieldPath path)
    {
        switch (strategy.Type)
        {
            case "OnDelete":
                break;
            case "RollingUpdate":
                if (strategy.RollingUpdate is { } rolling) Rolling(errors, rolling, path.Child("rollingUpdate"));
                else errors.Add(FieldError.Required(path.Child("rollingUpdate")));
                break;
            default:
                errors.Add(FieldError.NotSupported(path, new GoStruct().Add("Type", strategy.Type)
                    .Add("RollingUpdate", strategy.RollingUpdate is { } r ? new GoStruct().AddIntOrString("MaxUnavailable", r.MaxUnavailable)
                        .AddIntOrString("MaxSurge", r.MaxSurge).Text : null).Text, "RollingUpdate", "OnDelete"));
                break;
        }
    }

    private static void Rolling(ErrorList errors, RollingUpdateDaemonSet rolling, FieldPath path)
    {
        var unavailable = rolling.MaxUnavailable ?? 0;
        var surge = rolling.MaxSurge ?? 0;
        WorkloadRules.PositiveIntOrPercent(errors, unavailable, path.Child("maxUnavailable"));
        WorkloadRules.NotMoreThanAll(errors, unavailable, path.Child("maxUnavailable"));
        WorkloadRules.PositiveIntOrPercent(errors, surge, path.Child("maxSurge"));
        WorkloadRules.NotMoreThanAll(errors, surge, path.Child("maxSurge"));
        var some = WorkloadRules.Number(unavailable) != 0;
        var more = WorkloadRules.Number(surge) != 0;
        if (some && more)
            errors.Add(FieldError.Invalid(path.Child("maxSurge"), GoStruct.Plain(surge), "may not be set when maxUnavailable is non-zero"));
        if (!some && !more) errors.Add(FieldError.Required(path.Child("maxUnavailable"), "cannot be 0 when maxSurge is 0"));
    }
}
