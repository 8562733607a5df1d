using Netes.Api.AppsV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Strategies.Core;
using Netes.ApiServer.Validation.Apps;

namespace Netes.ApiServer.Strategies.Apps;

/// <summary>https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/</summary>
internal sealed class DaemonSetStrategy : Strategy<DaemonSet>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool HasGeneration => true;

    public override ITablePrinter Table => WorkloadPrinters.DaemonSets;

    public override void Default(DaemonSet set)
    {
        PodDefaults.Apply(set.Spec.Template.Spec);
        var strategy = set.Spec.UpdateStrategy;
        if (strategy.Type.Length == 0) strategy.Type = "RollingUpdate";
        if (strategy.Type == "RollingUpdate")
        {
            var rolling = strategy.RollingUpdate ??= new();
            rolling.MaxUnavailable ??= 1;
            rolling.MaxSurge ??= 0;
        }
        set.Spec.RevisionHistoryLimit ??= 10;
    }

    public override void PrepareForCreate(DaemonSet set, StrategyContext context)
    {
        set.Status = new();
        AppArmorAnnotations.Sync(set.Spec.Template.Metadata, set.Spec.Template.Spec);
    }

    public override void PrepareForUpdate(DaemonSet set, DaemonSet old, StrategyContext context) => set.Status = old.Status;

    public override DaemonSet PrepareForStatusUpdate(DaemonSet set, DaemonSet old, StrategyContext context)
    {
        set.Spec = old.Spec;
        return set;
    }

    public override bool DesiredStateChanged(DaemonSet set, DaemonSet old) => !set.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(DaemonSet set)
    {
        var errors = new ErrorList();
        DaemonSetRules.Validate(errors, set.Spec, SpecPath);
        return errors;
    }

    public override ErrorList ValidateUpdate(DaemonSet set, DaemonSet old)
    {
        var errors = Validate(set);
        WorkloadRules.ImmutableSelector(errors, set.Spec.Selector, old.Spec.Selector, SpecPath.Child("selector"));
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(DaemonSet set) =>
        PodWarnings.Of(set.Spec.Template.Spec, set.Spec.Template.Metadata, SpecPath.Child("template", "spec"));
}
