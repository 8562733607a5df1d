using Netes.Api.AppsV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Apps;

/// <summary>https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/</summary>
internal static class ReplicaSetRules
{
    public static void Validate(ErrorList errors, ReplicaSetSpec spec, FieldPath path)
    {
        WorkloadRules.NonNegative(errors, spec.Replicas ?? 0, path.Child("replicas"));
        WorkloadRules.NonNegative(errors, spec.MinReadySeconds, path.Child("minReadySeconds"));
        if (spec.Selector is null) errors.Add(FieldError.Required(path.Child("selector")));
        else
        {
            LabelRules.Selector(errors, spec.Selector, path.Child("selector"));
            if (LabelRules.IsEmpty(spec.Selector))
                errors.Add(FieldError.Invalid(path.Child("selector"), WorkloadRules.Text(spec.Selector), "empty selector is invalid for deployment"));
        }
        if (!LabelSelectors.TryParse(spec.Selector, out _) && spec.Selector is not null)
            errors.Add(FieldError.Invalid(path.Child("selector"), WorkloadRules.Text(spec.Selector), "invalid label selector"));
        else WorkloadRules.Template(errors, spec.Template, spec.Selector, "ReplicaSet", path.Child("template"));
    }

    public static void Status(ErrorList errors, ReplicaSetStatus status, FieldPath path)
    {
        WorkloadRules.NonNegative(errors, status.Replicas, path.Child("replicas"));
        WorkloadRules.NonNegative(errors, status.FullyLabeledReplicas, path.Child("fullyLabeledReplicas"));
        WorkloadRules.NonNegative(errors, status.ReadyReplicas, path.Child("readyReplicas"));
        WorkloadRules.NonNegative(errors, status.AvailableReplicas, path.Child("availableReplicas"));
        WorkloadRules.NonNegative(errors, status.ObservedGeneration, path.Child("observedGeneration"));
        DeploymentRules.Most(errors, status.FullyLabeledReplicas, status.Replicas, path.Child("fullyLabeledReplicas"), "status.replicas");
        DeploymentRules.Most(errors, status.ReadyReplicas, status.Replicas, path.Child("readyReplicas"), "status.replicas");
        DeploymentRules.Most(errors, status.AvailableReplicas, status.Replicas, path.Child("availableReplicas"), "status.replicas");
        DeploymentRules.Most(errors, status.AvailableReplicas, status.ReadyReplicas, path.Child("availableReplicas"), "readyReplicas");
    }
}
