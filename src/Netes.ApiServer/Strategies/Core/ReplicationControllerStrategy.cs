using Netes.Api.CoreV1;
using Netes.Api.Selectors;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Apps;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/</summary>
internal sealed class ReplicationControllerStrategy : Strategy<ReplicationController>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool HasGeneration => true;

    public override bool OrphansByDefault => true;

    public override ITablePrinter Table => WorkloadPrinters.ReplicationControllers;

    public override IReadOnlyList<string> SelectableFields { get; } = ["status.replicas"];

    public override string SelectableField(ReplicationController rc, string field) =>
        rc.Status.Replicas.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public override void Default(ReplicationController rc)
    {
        rc.Spec.Replicas ??= 1;
        if (rc.Spec.Template is not { } template) return;
        PodDefaults.Apply(template.Spec);
        // The template's labels serve where nothing else is said.
        if (template.Metadata.Labels is not { Count: > 0 } labels) return;
        if (rc.Spec.Selector is not { Count: > 0 }) rc.Spec.Selector = new(labels);
        if (rc.Metadata.Labels is not { Count: > 0 }) rc.Metadata.Labels = new(labels);
    }

    public override void PrepareForCreate(ReplicationController rc, StrategyContext context) => rc.Status = new();

    public override void PrepareForUpdate(ReplicationController rc, ReplicationController old, StrategyContext context) => rc.Status = old.Status;

    public override ReplicationController PrepareForStatusUpdate(ReplicationController rc, ReplicationController old, StrategyContext context)
    {
        rc.Spec = old.Spec;
        return rc;
    }

    public override bool DesiredStateChanged(ReplicationController rc, ReplicationController old) => !rc.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(ReplicationController rc)
    {
        var errors = new ErrorList();
        WorkloadRules.NonNegative(errors, rc.Spec.MinReadySeconds, SpecPath.Child("minReadySeconds"));
        if (rc.Spec.Selector is not { Count: > 0 }) errors.Add(FieldError.Required(SpecPath.Child("selector")));
        WorkloadRules.NonNegative(errors, rc.Spec.Replicas ?? 0, SpecPath.Child("replicas"));
        if (rc.Spec.Template is not { } template)
        {
            errors.Add(FieldError.Required(SpecPath.Child("template")));
            return errors;
        }
        var at = SpecPath.Child("template");
        if (rc.Spec.Selector is { Count: > 0 } && !Selector.FromMap(rc.Spec.Selector).Matches(template.Metadata.Labels))
        {
            errors.Add(FieldError.Invalid(at.Child("metadata", "labels"), template.Metadata.Labels,
                "`selector` does not match template `labels`"));
        }
        PodTemplateRules.Validate(errors, template, at);
        WorkloadRules.AlwaysRestarted(errors, template.Spec, "ReplicationController", at.Child("spec"));
        return errors;
    }
}
