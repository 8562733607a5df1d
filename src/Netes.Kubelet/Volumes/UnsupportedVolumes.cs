using Netes.Api.CoreV1;

namespace Netes.Kubelet.Volumes;

/// <summary>Names the type of a volume that this kubelet can't set up.</summary>
internal static class UnsupportedVolumes
{
    public static string NameOf(VolumeSource volume) => volume switch
    {
        { PersistentVolumeClaim: not null } => "persistentVolumeClaim",
        { Ephemeral: not null } => "ephemeral",
        { Csi: not null } => "csi",
        { Nfs: not null } => "nfs",
        { Image: not null } => "image",
        { Iscsi: not null } => "iscsi",
        { Fc: not null } => "fc",
        { GitRepo: not null } => "gitRepo",
        { Cephfs: not null } => "cephfs",
        { Rbd: not null } => "rbd",
        { FlexVolume: not null } => "flexVolume",
        _ => "unknown",
    };
}
