using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Core;

/// <summary>The rules of a PersistentVolume.</summary>
internal static class PersistentVolumeRules
{
    public static void Validate(ErrorList errors, PersistentVolumeSpec spec, FieldPath path)
    {
        AccessModes(errors, spec.AccessModes, path.Child("accessModes"));
        Capacity(errors, spec, path.Child("capacity"));
        var reclaim = spec.PersistentVolumeReclaimPolicy;
        if (reclaim is not ("" or "Delete" or "Recycle" or "Retain"))
            errors.Add(FieldError.NotSupported(path.Child("persistentVolumeReclaimPolicy"), reclaim, "Delete", "Recycle", "Retain"));
        if (spec.NodeAffinity?.Required is { } required)
            AffinityRules.NodeSelector(errors, required, path.Child("nodeAffinity", "required"));
        Source(errors, spec, path);
        if (spec.HostPath is { Path: "/" } && reclaim == "Recycle")
        {
            errors.Add(FieldError.Forbidden(path.Child("persistentVolumeReclaimPolicy"),
                "may not be 'recycle' for a hostPath mount of '/'"));
        }
        if (spec.StorageClassName.Length > 0)
            errors.AddInvalid(path.Child("storageClassName"), spec.StorageClassName, NameRules.DnsSubdomain(spec.StorageClassName));
        if (spec.VolumeMode is { } mode && mode is not ("Block" or "Filesystem"))
            errors.Add(FieldError.NotSupported(path.Child("volumeMode"), mode, "Block", "Filesystem"));
        if (spec.VolumeAttributesClassName is { } attributes)
            errors.AddInvalid(path.Child("volumeAttributesClassName"), attributes, NameRules.DnsSubdomain(attributes));
    }

    private static void AccessModes(ErrorList errors, List<string>? modes, FieldPath path)
    {
        if ((modes?.Count ?? 0) == 0) errors.Add(FieldError.Required(path));
        else ClaimRules.AccessModes(errors, modes, path);
    }

    private static void Capacity(ErrorList errors, PersistentVolumeSpec spec, FieldPath path)
    {
        if (spec.Capacity is not { Count: > 0 }) errors.Add(FieldError.Required(path));
        if (spec.Capacity is not { Count: 1 } || !spec.Capacity.ContainsKey("storage"))
            errors.Add(FieldError.NotSupported(path, spec.Capacity, "storage"));
        foreach (var (name, amount) in ResourceRules.Sorted(spec.Capacity))
        {
            if (amount.Sign < 0) errors.Add(FieldError.Invalid(path.Key(name), amount.Value, "must be a valid resource quantity"));
            if (amount.Sign <= 0) errors.Add(FieldError.Invalid(path.Key(name), amount, "must be greater than zero"));
        }
    }

    private static void Source(ErrorList errors, PersistentVolumeSpec v, FieldPath path)
    {
        var sources = new SourceCounter(errors, path, "volume");
        if (sources.Take(v.HostPath, "hostPath")) VolumeRules.HostPath(errors, v.HostPath!, path.Child("hostPath"));
        if (sources.Take(v.GcePersistentDisk, "gcePersistentDisk"))
            VolumeRules.Required(errors, v.GcePersistentDisk!.PdName, path.Child("gcePersistentDisk", "pdName"));
        if (sources.Take(v.AwsElasticBlockStore, "awsElasticBlockStore"))
            VolumeRules.Required(errors, v.AwsElasticBlockStore!.VolumeID, path.Child("awsElasticBlockStore", "volumeID"));
        sources.Take(v.Glusterfs, "glusterfs");
        sources.Take(v.Flocker, "flocker");
        if (sources.Take(v.Nfs, "nfs")) RemoteVolumeRules.Nfs(errors, v.Nfs!, path.Child("nfs"));
        sources.Take(v.Rbd, "rbd");
        sources.Take(v.Quobyte, "quobyte");
        sources.Take(v.Cephfs, "cephFS");
        if (sources.Take(v.Iscsi, "iscsi")) Iscsi(errors, v.Iscsi!, path.Child("iscsi"));
        if (sources.Take(v.Cinder, "cinder")) VolumeRules.Required(errors, v.Cinder!.VolumeID, path.Child("cinder", "volumeID"));
        sources.Take(v.Fc, "fc");
        // The one that may stand beside others.
        if (v.FlexVolume is { } flex)
        {
            sources.Allow();
            VolumeRules.Required(errors, flex.Driver, path.Child("flexVolume", "driver"));
        }
        sources.Take(v.AzureFile, "azureFile");
        sources.Take(v.VsphereVolume, "vsphereVolume");
        sources.Take(v.PhotonPersistentDisk, "photonPersistentDisk");
        sources.Take(v.PortworxVolume, "portworxVolume");
        sources.Take(v.AzureDisk, "azureDisk");
        sources.Take(v.ScaleIO, "scaleIO");
        if (sources.Take(v.Local, "local"))
        {
            VolumeRules.Required(errors, v.Local!.Path, path.Child("local", "path"));
            PathRules.NoBackSteps(errors, v.Local.Path, path.Child("local", "path"));
            if (v.NodeAffinity is null) errors.Add(FieldError.Required(path.Child("nodeAffinity"), "Local volume requires node affinity"));
        }
        sources.Take(v.Storageos, "storageos");
        if (sources.Take(v.Csi, "csi"))
        {
            RemoteVolumeRules.CsiDriverName(errors, v.Csi!.Driver, path.Child("csi", "driver"));
            VolumeRules.Required(errors, v.Csi.VolumeHandle, path.Child("csi", "volumeHandle"));
        }
        sources.Done();
    }

    private static void Iscsi(ErrorList errors, ISCSIPersistentVolumeSource source, FieldPath path)
    {
        VolumeRules.Required(errors, source.TargetPortal, path.Child("targetPortal"));
        RemoteVolumeRules.IqnName(errors, source.Iqn, path.Child("iqn"));
        if (source.Lun is < 0 or > 255) errors.Add(FieldError.Invalid(path.Child("lun"), source.Lun, Messages.InclusiveRange(0, 255)));
    }
}
