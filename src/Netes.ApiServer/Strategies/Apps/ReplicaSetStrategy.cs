using Netes.Api.AppsV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Strategies.Core;
using Netes.ApiServer.Validation.Apps;

namespace Netes.ApiServer.Strategies.Apps;

/// <summary>https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/</summary>
internal sealed class ReplicaSetStrategy : Strategy<ReplicaSet>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool HasGeneration => true;

    public override ITablePrinter Table => ReplicaSetPrinter.Instance;

    public override IReadOnlyList<string> SelectableFields { get; } = ["status.replicas"];

    public override string SelectableField(ReplicaSet set, string field) =>
        set.Status.Replicas.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public override void Default(ReplicaSet set)
    {
        set.Spec.Replicas ??= 1;
        PodDefaults.Apply(set.Spec.Template.Spec);
    }

    public override void PrepareForCreate(ReplicaSet set, StrategyContext context)
    {
        set.Status = new();
        AppArmorAnnotations.Sync(set.Spec.Template.Metadata, set.Spec.Template.Spec);
    }

    public override void PrepareForUpdate(ReplicaSet set, ReplicaSet old, StrategyContext context) => set.Status = old.Status;

    public override ReplicaSet PrepareForStatusUpdate(ReplicaSet set, ReplicaSet old, StrategyContext context)
    {
        set.Spec = old.Spec;
        return set;
    }

    public override bool DesiredStateChanged(ReplicaSet set, ReplicaSet old) => !set.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(ReplicaSet set)
    {
        var errors = new ErrorList();
        ReplicaSetRules.Validate(errors, set.Spec, SpecPath);
        return errors;
    }

    public override ErrorList ValidateUpdate(ReplicaSet set, ReplicaSet old)
    {
        var errors = Validate(set);
        WorkloadRules.ImmutableSelector(errors, set.Spec.Selector, old.Spec.Selector, SpecPath.Child("selector"));
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(ReplicaSet set, ReplicaSet old)
    {
        var errors = new ErrorList();
        ReplicaSetRules.Status(errors, set.Status, FieldPath.Of("status"));
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(ReplicaSet set) =>
        PodWarnings.Of(set.Spec.Template.Spec, set.Spec.Template.Metadata, SpecPath.Child("template", "spec"));
}
