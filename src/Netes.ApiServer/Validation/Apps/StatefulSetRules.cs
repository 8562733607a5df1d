using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Core;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Apps;

/// <summary>The rules of a StatefulSet.</summary>
internal static class StatefulSetRules
{
    public static void Validate(ErrorList errors, StatefulSetSpec spec, FieldPath path)
    {
        switch (spec.PodManagementPolicy)
        {
            case "":
                errors.Add(FieldError.Required(path.Child("podManagementPolicy")));
                break;
            case "OrderedReady" or "Parallel":
                break;
            default:
                errors.Add(FieldError.Invalid(path.Child("podManagementPolicy"), spec.PodManagementPolicy, "must be 'OrderedReady' or 'Parallel'"));
                break;
        }
        UpdateStrategy(errors, spec.UpdateStrategy, path.Child("updateStrategy"));
        Retention(errors, spec.PersistentVolumeClaimRetentionPolicy, path.Child("persistentVolumeClaimRetentionPolicy"));
        WorkloadRules.NonNegative(errors, spec.Replicas ?? 0, path.Child("replicas"));
        WorkloadRules.NonNegative(errors, spec.MinReadySeconds, path.Child("minReadySeconds"));
        if (spec.Ordinals is { } ordinals) WorkloadRules.NonNegative(errors, ordinals.Start, path.Child("ordinals", "start"));
        Claims(errors, spec.VolumeClaimTemplates, path.Child("volumeClaimTemplates"));
        if (spec.ServiceName.Length > 0) errors.AddInvalid(path.Child("serviceName"), spec.ServiceName, NameRules.DnsLabel(spec.ServiceName));
        if (spec.Selector is null) errors.Add(FieldError.Required(path.Child("selector")));
        else
        {
            LabelRules.Selector(errors, spec.Selector, path.Child("selector"));
            if (LabelRules.IsEmpty(spec.Selector))
                errors.Add(FieldError.Invalid(path.Child("selector"), WorkloadRules.Text(spec.Selector), "empty selector is invalid for statefulset"));
        }
        Template(errors, spec, path);
    }

    private static void Template(ErrorList errors, StatefulSetSpec spec, FieldPath path)
    {
        var at = path.Child("template");
        if (!LabelSelectors.TryParse(spec.Selector, out var selector))
            errors.Add(FieldError.Invalid(path.Child("selector"), WorkloadRules.Text(spec.Selector), ""));
        else
        {
            if (!selector.IsEverything && !selector.Matches(spec.Template.Metadata.Labels))
            {
                errors.Add(FieldError.Invalid(at.Child("metadata", "labels"), spec.Template.Metadata.Labels,
                    "`selector` does not match template `labels`"));
            }
            // These are checked once more with the whole template; the API server says them twice, too.
            LabelRules.Labels(errors, spec.Template.Metadata.Labels, at.Child("labels"));
            LabelRules.Annotations(errors, spec.Template.Metadata.Annotations, at.Child("annotations"));
            PodTemplateRules.Validate(errors, WithClaims(spec), at);
        }
        WorkloadRules.AlwaysRestarted(errors, spec.Template.Spec, "StatefulSet", at.Child("spec"));
    }

    /// <summary>Claims become volumes of the same name, in front of the template's own, which they replace.</summary>
    private static PodTemplateSpec WithClaims(StatefulSetSpec spec)
    {
        if (spec.VolumeClaimTemplates is not { Count: > 0 } claims) return spec.Template;
        var template = spec.Template.Clone();
        var names = claims.Select(c => c.Metadata.Name).ToHashSet();
        template.Spec.Volumes =
        [
            .. claims.DistinctBy(c => c.Metadata.Name).Select(c => new Volume
            {
                Name = c.Metadata.Name,
                PersistentVolumeClaim = new() { ClaimName = c.Metadata.Name },
            }),
            .. (template.Spec.Volumes ?? []).Where(v => !names.Contains(v.Name)),
        ];
        return template;
    }

    private static void Claims(ErrorList errors, List<PersistentVolumeClaim>? claims, FieldPath path)
    {
        for (var i = 0; i < (claims?.Count ?? 0); i++)
            ClaimRules.Spec(errors, claims![i].Spec, path.Index(i).Child("spec"));
    }

    private static void UpdateStrategy(ErrorList errors, StatefulSetUpdateStrategy strategy, FieldPath path)
    {
        switch (strategy.Type)
        {
            case "":
                errors.Add(FieldError.Required(path));
                break;
            case "OnDelete":
                if (strategy.RollingUpdate is { } unwanted)
                    errors.Add(FieldError.Invalid(path.Child("rollingUpdate"), Text(unwanted), "only allowed for updateStrategy 'RollingUpdate'"));
                break;
            case "RollingUpdate":
                if (strategy.RollingUpdate is not { } rolling) break;
                WorkloadRules.NonNegative(errors, rolling.Partition ?? 0, path.Child("rollingUpdate", "partition"));
                if (rolling.MaxUnavailable is { } most) WorkloadRules.PositiveIntOrPercent(errors, most, path.Child("rollingUpdate", "maxUnavailable"));
                break;
            default:
                errors.Add(FieldError.Invalid(path, new GoStruct().Add("Type", strategy.Type)
                    .Add("RollingUpdate", strategy.RollingUpdate is { } r ? Text(r) : null).Text, "must be 'RollingUpdate' or 'OnDelete'"));
                break;
        }
    }

    private static JsonText Text(RollingUpdateStatefulSetStrategy rolling) => new GoStruct().Add("Partition", rolling.Partition ?? 0)
        .AddIntOrString("MaxUnavailable", rolling.MaxUnavailable).Text;

    private static void Retention(ErrorList errors, StatefulSetPersistentVolumeClaimRetentionPolicy? policy, FieldPath path)
    {
        if (policy is null) return;
        if (policy.WhenDeleted is not ("Delete" or "Retain"))
            errors.Add(FieldError.NotSupported(path.Child("whenDeleted"), policy.WhenDeleted, "Retain", "Delete"));
        if (policy.WhenScaled is not ("Delete" or "Retain"))
            errors.Add(FieldError.NotSupported(path.Child("whenScaled"), policy.WhenScaled, "Retain", "Delete"));
    }

    public static void Update(ErrorList errors, StatefulSetSpec spec, StatefulSetSpec old, FieldPath path)
    {
        var allowed = old.Clone();
        allowed.Replicas = spec.Replicas;
        allowed.Template = spec.Template;
        allowed.UpdateStrategy = spec.UpdateStrategy;
        allowed.MinReadySeconds = spec.MinReadySeconds;
        allowed.Ordinals = spec.Ordinals;
        allowed.RevisionHistoryLimit = spec.RevisionHistoryLimit;
        allowed.PersistentVolumeClaimRetentionPolicy = spec.PersistentVolumeClaimRetentionPolicy;
        if (allowed.DeepEquals(spec)) return;
        errors.Add(FieldError.Forbidden(path, "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', " +
            "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
    }
}
