using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/workloads/pods/</summary>
internal sealed class PodStrategy : Strategy<Pod>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    private static readonly PodEphemeralContainersStrategy EphemeralContainers = new();
    private static readonly PodResizeStrategy Resize = new();

    public override bool HasGeneration => true;

    internal override Strategy ForSubresource(string subresource) => subresource switch
    {
        "ephemeralcontainers" => EphemeralContainers,
        "resize" => Resize,
        _ => this,
    };

    public override ITablePrinter Table => PodPrinter.Instance;

    public override IReadOnlyList<string> SelectableFields { get; } =
    [
        "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase",
        "status.podIP", "status.podIPs", "status.nominatedNodeName",
    ];

    public override string UnknownSelectableField(string field) => "field label not supported: " + field;

    public override string SelectableField(Pod pod, string field) => field switch
    {
        "spec.nodeName" => pod.Spec.NodeName,
        "spec.restartPolicy" => pod.Spec.RestartPolicy,
        "spec.schedulerName" => pod.Spec.SchedulerName,
        "spec.serviceAccountName" => pod.Spec.ServiceAccountName,
        "spec.hostNetwork" => pod.Spec.HostNetwork ? "true" : "false",
        "status.phase" => pod.Status.Phase,
        "status.podIP" or "status.podIPs" => pod.Status.PodIP,
        "status.nominatedNodeName" => pod.Status.NominatedNodeName,
        _ => "",
    };

    public override void Default(Pod pod) => PodDefaults.Apply(pod);

    public override void PrepareForCreate(Pod pod, StrategyContext context)
    {
        pod.Status = new PodStatus { Phase = "Pending", QosClass = PodQos.Class(pod.Spec) };
        if (pod.Spec.SchedulingGates is { Count: > 0 })
        {
            pod.Status.Conditions =
            [
                new PodCondition
                {
                    Type = "PodScheduled",
                    Status = "False",
                    LastTransitionTime = context.Now,
                    Reason = "SchedulingGated",
                    Message = "Scheduling is blocked due to non-empty scheduling gates",
                },
            ];
        }
        MatchLabelKeys.MergeInto(pod);
        AppArmorAnnotations.Sync(pod.Metadata, pod.Spec);
    }

    public override void PrepareForUpdate(Pod pod, Pod old, StrategyContext context)
    {
        pod.Status = old.Status;
        // Only /ephemeralcontainers changes these.
        pod.Spec.EphemeralContainers = old.Spec.EphemeralContainers;
    }

    public override Pod PrepareForStatusUpdate(Pod pod, Pod old, StrategyContext context)
    {
        pod.Spec = old.Spec;
        // The class follows from the spec and never changes.
        if (pod.Status.QosClass.Length == 0) pod.Status.QosClass = PodQos.Class(pod.Spec);
        pod.Metadata.OwnerReferences = old.Metadata.OwnerReferences;
        pod.Metadata.DeletionTimestamp = old.Metadata.DeletionTimestamp;
        return pod;
    }

    public override bool DesiredStateChanged(Pod pod, Pod old) => !pod.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(Pod pod)
    {
        var errors = MetadataAndSpec(pod);
        if (pod.Spec.EphemeralContainers is { Count: > 0 })
            errors.Add(FieldError.Forbidden(SpecPath.Child("ephemeralContainers"), "cannot be set on create"));
        if (pod.Spec.NodeName.Length > 0 && pod.Spec.SchedulingGates is { Count: > 0 })
        {
            errors.Add(FieldError.Forbidden(SpecPath.Child("nodeName"),
                "cannot be set until all schedulingGates have been cleared"));
        }
        return errors;
    }

    internal static ErrorList MetadataAndSpec(Pod pod)
    {
        var errors = new ErrorList();
        PodAnnotationRules.Validate(errors, pod.Metadata.Annotations, pod.Spec, FieldPath.Of("metadata", "annotations"));
        PodSpecRules.Validate(errors, pod.Spec, SpecPath, new PodContext(IsTemplate: false));
        return errors;
    }

    public override ErrorList ValidateUpdate(Pod pod, Pod old)
    {
        var errors = MetadataAndSpec(pod);
        PodUpdateRules.Validate(errors, pod, old, SpecPath);
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(Pod pod, Pod old)
    {
        var errors = new ErrorList();
        PodStatusRules.Validate(errors, pod, old, FieldPath.Of("status"));
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(Pod pod) => PodWarnings.Of(pod.Spec, pod.Metadata, SpecPath);

    /// <summary>
    /// The client's wish, else the Pod's own period. What has no node, or has come to its end, has nothing to stop.
    /// </summary>
    public override long? GracePeriod(Pod pod, DeleteOptions options)
    {
        var period = options.GracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? 30;
        if (pod.Spec.NodeName.Length == 0 || pod.Status.Phase is "Failed" or "Succeeded") return 0;
        return period < 0 ? 1 : period;
    }
}
