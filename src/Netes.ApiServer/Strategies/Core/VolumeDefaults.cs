using Netes.Api.CoreV1;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>The defaults of a Pod's volumes.</summary>
internal static class VolumeDefaults
{
    /// <summary>rw-r--r--</summary>
    private const int FileMode = 0x1a4;

    public static void Apply(Volume volume)
    {
        if (HasNoSource(volume)) volume.EmptyDir = new();
        if (volume.Secret is { } secret) secret.DefaultMode ??= FileMode;
        if (volume.ConfigMap is { } configMap) configMap.DefaultMode ??= FileMode;
        if (volume.DownwardAPI is { } downward)
        {
            downward.DefaultMode ??= FileMode;
            Apply(downward.Items);
        }
        if (volume.Projected is { } projected) Apply(projected);
        if (volume.HostPath is { } hostPath) hostPath.Type ??= "";
        if (volume.Iscsi is { IscsiInterface: "" } iscsi) iscsi.IscsiInterface = "default";
        if (volume.Rbd is { } rbd)
        {
            if (rbd.Pool.Length == 0) rbd.Pool = "rbd";
            if (rbd.User.Length == 0) rbd.User = "admin";
            if (rbd.Keyring.Length == 0) rbd.Keyring = "/etc/ceph/keyring";
        }
        if (volume.AzureDisk is { } azure)
        {
            azure.CachingMode ??= "ReadWrite";
            azure.Kind ??= "Shared";
            azure.FsType ??= "ext4";
            azure.ReadOnly ??= false;
        }
        if (volume.ScaleIO is { } scaleIO)
        {
            if (scaleIO.StorageMode.Length == 0) scaleIO.StorageMode = "ThinProvisioned";
            if (scaleIO.FsType.Length == 0) scaleIO.FsType = "xfs";
        }
        if (volume.Ephemeral?.VolumeClaimTemplate is { } template) template.Spec.VolumeMode ??= "Filesystem";
        if (volume.Image is { PullPolicy: "" } image) image.PullPolicy = ImageName.PullPolicy(image.Reference);
    }

    private static void Apply(ProjectedVolumeSource projected)
    {
        projected.DefaultMode ??= FileMode;
        foreach (var source in projected.Sources ?? [])
        {
            Apply(source.DownwardAPI?.Items);
            if (source.ServiceAccountToken is { } token) token.ExpirationSeconds ??= 3600;
            if (source.PodCertificate is { } certificate) certificate.MaxExpirationSeconds ??= 86400;
        }
    }

    private static void Apply(List<DownwardAPIVolumeFile>? files)
    {
        foreach (var file in files ?? [])
            ContainerDefaults.Apply(file.FieldRef);
    }

    private static bool HasNoSource(Volume v) =>
        v.HostPath is null && v.EmptyDir is null && v.GcePersistentDisk is null && v.AwsElasticBlockStore is null && v.GitRepo is null &&
        v.Secret is null && v.Nfs is null && v.Iscsi is null && v.Glusterfs is null && v.PersistentVolumeClaim is null && v.Rbd is null &&
        v.FlexVolume is null && v.Cinder is null && v.Cephfs is null && v.Flocker is null && v.DownwardAPI is null && v.Fc is null &&
        v.AzureFile is null && v.ConfigMap is null && v.VsphereVolume is null && v.Quobyte is null && v.AzureDisk is null &&
        v.PhotonPersistentDisk is null && v.Projected is null && v.PortworxVolume is null && v.ScaleIO is null &&
        v.Storageos is null && v.Csi is null && v.Ephemeral is null && v.Image is null;
}
