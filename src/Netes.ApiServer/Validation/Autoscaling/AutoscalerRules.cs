using Netes.Api.AutoscalingV2;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Apps;

namespace Netes.ApiServer.Validation.Autoscaling;

/// <summary>https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/</summary>
internal static class AutoscalerRules
{
    /// <param name="old">The spec before an update; null for a new object.</param>
    public static ErrorList Validate(HorizontalPodAutoscalerSpec spec, HorizontalPodAutoscalerSpec? old)
    {
        var errors = new ErrorList();
        var path = FieldPath.Of("spec");
        var lowest = old?.MinReplicas == 0 ? 0 : 1;
        if (spec.MinReplicas < lowest)
            errors.Add(FieldError.Invalid(path.Child("minReplicas"), spec.MinReplicas, $"must be greater than or equal to {lowest}"));
        if (spec.MaxReplicas < 1) errors.Add(FieldError.Required(path.Child("maxReplicas"), "must be set and greater than 0"));
        if (spec.MaxReplicas < spec.MinReplicas)
            errors.Add(FieldError.Invalid(path.Child("maxReplicas"), spec.MaxReplicas, "must be greater than or equal to `minReplicas`"));
        Target(errors, spec.ScaleTargetRef, old?.ScaleTargetRef, path.Child("scaleTargetRef"));
        MetricRules.Validate(errors, spec, old, path.Child("metrics"));
        if (spec.Behavior is { } behavior)
        {
            ScalingRules.Validate(errors, behavior.ScaleUp, path.Child("behavior", "scaleUp"));
            ScalingRules.Validate(errors, behavior.ScaleDown, path.Child("behavior", "scaleDown"));
        }
        return errors;
    }

    public static ErrorList Status(HorizontalPodAutoscalerStatus status)
    {
        var errors = new ErrorList();
        WorkloadRules.NonNegative(errors, status.CurrentReplicas, FieldPath.Of("status", "currentReplicas"));
        // The field is misspelt upstream, too.
        WorkloadRules.NonNegative(errors, status.DesiredReplicas, FieldPath.Of("status", "desiredReplicasa"));
        return errors;
    }

    /// <summary>A version that was wrong before may stay; the one kind of the core group that scales needs no group.</summary>
    private static void Target(ErrorList errors, CrossVersionObjectReference target, CrossVersionObjectReference? old, FieldPath path)
    {
        var same = old is not null && old.ApiVersion == target.ApiVersion && old.Kind == target.Kind;
        Reference(errors, target, path, mayLackGroup: target.Kind == "ReplicationController", checkVersion: !same);
    }

    public static void Reference(ErrorList errors, CrossVersionObjectReference reference, FieldPath path, bool mayLackGroup, bool checkVersion)
    {
        ReferenceRules.Segment(errors, reference.Kind, path.Child("kind"));
        ReferenceRules.Segment(errors, reference.Name, path.Child("name"));
        if (checkVersion && VersionError(reference.ApiVersion, mayLackGroup) is { } wrong)
            errors.Add(FieldError.Invalid(path.Child("apiVersion"), reference.ApiVersion, wrong));
    }

    /// <returns>What is wrong with an apiVersion; null when nothing is.</returns>
    public static string? VersionError(string apiVersion, bool mayLackGroup)
    {
        if (apiVersion.Count(c => c == '/') > 1) return "unexpected GroupVersion string: " + apiVersion;
        var slash = apiVersion.IndexOf('/');
        var group = slash < 0 ? "" : apiVersion[..slash];
        if (group.Length == 0 && !mayLackGroup) return "apiVersion must specify API group";
        var wrong = group.Length == 0 ? [] : NameRules.DnsSubdomain(group);
        return wrong.Count == 0 ? null : string.Join(", ", wrong);
    }
}
