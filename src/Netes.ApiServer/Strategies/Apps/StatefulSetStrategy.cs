using Netes.Api.AppsV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Strategies.Core;
using Netes.ApiServer.Validation.Apps;

namespace Netes.ApiServer.Strategies.Apps;

/// <summary>https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/</summary>
internal sealed class StatefulSetStrategy : Strategy<StatefulSet>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool HasGeneration => true;

    public override ITablePrinter Table => WorkloadPrinters.StatefulSets;

    public override void Default(StatefulSet set)
    {
        var spec = set.Spec;
        PodDefaults.Apply(spec.Template.Spec);
        if (spec.PodManagementPolicy.Length == 0) spec.PodManagementPolicy = "OrderedReady";
        if (spec.UpdateStrategy.Type.Length == 0)
        {
            spec.UpdateStrategy.Type = "RollingUpdate";
            spec.UpdateStrategy.RollingUpdate ??= new();
        }
        // Who names the type and says no more keeps it so.
        if (spec.UpdateStrategy is { Type: "RollingUpdate", RollingUpdate: { } rolling }) rolling.Partition ??= 0;
        spec.PersistentVolumeClaimRetentionPolicy ??= new();
        if (spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted.Length == 0) spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted = "Retain";
        if (spec.PersistentVolumeClaimRetentionPolicy.WhenScaled.Length == 0) spec.PersistentVolumeClaimRetentionPolicy.WhenScaled = "Retain";
        spec.Replicas ??= 1;
        spec.RevisionHistoryLimit ??= 10;
        foreach (var claim in spec.VolumeClaimTemplates ?? [])
        {
            claim.Kind = "PersistentVolumeClaim";
            claim.ApiVersion = "v1";
            ClaimDefaults.Apply(claim);
            if (claim.Status.Phase.Length == 0) claim.Status.Phase = "Pending";
        }
    }

    public override void PrepareForCreate(StatefulSet set, StrategyContext context)
    {
        set.Status = new();
        // Still an experiment (KEP-961), and off.
        if (set.Spec.UpdateStrategy.RollingUpdate is { } rolling) rolling.MaxUnavailable = null;
        AppArmorAnnotations.Sync(set.Spec.Template.Metadata, set.Spec.Template.Spec);
    }

    public override void PrepareForUpdate(StatefulSet set, StatefulSet old, StrategyContext context)
    {
        set.Status = old.Status;
        if (set.Spec.UpdateStrategy.RollingUpdate is { } rolling && old.Spec.UpdateStrategy.RollingUpdate?.MaxUnavailable is null)
            rolling.MaxUnavailable = null;
    }

    public override StatefulSet PrepareForStatusUpdate(StatefulSet set, StatefulSet old, StrategyContext context)
    {
        set.Spec = old.Spec;
        return set;
    }

    public override bool DesiredStateChanged(StatefulSet set, StatefulSet old) => !set.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(StatefulSet set)
    {
        var errors = new ErrorList();
        StatefulSetRules.Validate(errors, set.Spec, SpecPath);
        return errors;
    }

    public override ErrorList ValidateUpdate(StatefulSet set, StatefulSet old)
    {
        var errors = Validate(set);
        StatefulSetRules.Update(errors, set.Spec, old.Spec, SpecPath);
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(StatefulSet set)
    {
        foreach (var warning in PodWarnings.Of(set.Spec.Template.Spec, set.Spec.Template.Metadata, SpecPath.Child("template", "spec")))
            yield return warning;
        if (set.Spec.RevisionHistoryLimit < 0)
        {
            yield return "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended";
        }
    }
}
