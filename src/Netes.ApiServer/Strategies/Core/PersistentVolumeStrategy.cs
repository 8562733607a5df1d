using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Core;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/storage/persistent-volumes/</summary>
internal sealed class PersistentVolumeStrategy : Strategy<PersistentVolume>
{
    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => StoragePrinters.Volumes;

    public override void Default(PersistentVolume volume)
    {
        var spec = volume.Spec;
        if (spec.PersistentVolumeReclaimPolicy.Length == 0) spec.PersistentVolumeReclaimPolicy = "Retain";
        spec.VolumeMode ??= "Filesystem";
        ContainerDefaults.RoundAmounts(spec.Capacity);
        if (spec.HostPath is { } hostPath) hostPath.Type ??= "";
        if (spec.Iscsi is { IscsiInterface: "" } iscsi) iscsi.IscsiInterface = "default";
        if (spec.Rbd is { } rbd)
        {
            if (rbd.Pool.Length == 0) rbd.Pool = "rbd";
            if (rbd.User.Length == 0) rbd.User = "admin";
            if (rbd.Keyring.Length == 0) rbd.Keyring = "/etc/ceph/keyring";
        }
        if (spec.AzureDisk is { } azure)
        {
            azure.CachingMode ??= "ReadWrite";
            azure.Kind ??= "Shared";
            azure.FsType ??= "ext4";
            azure.ReadOnly ??= false;
        }
        if (spec.ScaleIO is { } scaleIO)
        {
            if (scaleIO.StorageMode.Length == 0) scaleIO.StorageMode = "ThinProvisioned";
            if (scaleIO.FsType.Length == 0) scaleIO.FsType = "xfs";
        }
    }

    public override void PrepareForCreate(PersistentVolume volume, StrategyContext context) =>
        volume.Status = new() { Phase = "Pending", LastPhaseTransitionTime = context.Now };

    public override ErrorList Validate(PersistentVolume volume)
    {
        var errors = new ErrorList();
        PersistentVolumeRules.Validate(errors, volume.Spec, FieldPath.Of("spec"));
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(PersistentVolume volume)
    {
        if (volume.Spec.PersistentVolumeReclaimPolicy == "Recycle")
        {
            yield return "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended " +
                "approach is to use dynamic provisioning.";
        }
    }

    public override void PrepareForUpdate(PersistentVolume volume, PersistentVolume old, StrategyContext context) => volume.Status = old.Status;

    public override PersistentVolume PrepareForStatusUpdate(PersistentVolume volume, PersistentVolume old, StrategyContext context)
    {
        volume.Spec = old.Spec;
        if (volume.Status.Phase != old.Status.Phase) volume.Status.LastPhaseTransitionTime = context.Now;
        return volume;
    }
}
