using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Core;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims</summary>
internal sealed class PersistentVolumeClaimStrategy : Strategy<PersistentVolumeClaim>
{
    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => StoragePrinters.Claims;

    public override void Default(PersistentVolumeClaim claim) => ClaimDefaults.Apply(claim);

    public override void PrepareForCreate(PersistentVolumeClaim claim, StrategyContext context)
    {
        claim.Status = new() { Phase = "Pending" };
        var spec = claim.Spec;
        // The old field knows two kinds of source; others are not for it.
        if (spec.DataSource is { } known && !((known.Kind == "PersistentVolumeClaim" && string.IsNullOrEmpty(known.ApiGroup)) ||
            (known.Kind == "VolumeSnapshot" && known.ApiGroup == "snapshot.storage.k8s.io")))
        {
            spec.DataSource = null;
        }
        // Sources in other namespaces (KEP-3294) are an experiment, and off.
        if (spec.DataSourceRef is { Namespace.Length: > 0 }) spec.DataSourceRef = null;
        // One source, said in the old way and the new.
        if (spec.DataSource is { } source && spec.DataSourceRef is null)
            spec.DataSourceRef = new() { ApiGroup = source.ApiGroup, Kind = source.Kind, Name = source.Name };
        else if (spec.DataSourceRef is { Namespace: null or "" } reference && spec.DataSource is null)
            spec.DataSource = new() { ApiGroup = reference.ApiGroup, Kind = reference.Kind, Name = reference.Name };
    }

    public override void PrepareForUpdate(PersistentVolumeClaim claim, PersistentVolumeClaim old, StrategyContext context) =>
        claim.Status = old.Status;

    public override PersistentVolumeClaim PrepareForStatusUpdate(PersistentVolumeClaim claim, PersistentVolumeClaim old, StrategyContext context)
    {
        claim.Spec = old.Spec;
        return claim;
    }

    public override ErrorList Validate(PersistentVolumeClaim claim)
    {
        var errors = new ErrorList();
        ClaimRules.Spec(errors, claim.Spec, FieldPath.Of("spec"));
        return errors;
    }
}
