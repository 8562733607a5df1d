using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>Volumes hold configuration, scratch space, images, or what a claim or a CSI driver gives.</summary>
internal static class RestrictedVolumes
{
    public static PodCheck Check { get; } = new("restrictedVolumes", SecurityLevel.Restricted, (0, Rule)) { Replaces = HostPathVolumes.Id };

    private static Violation? Rule(PodView pod)
    {
        var volumes = new List<string>();
        SortedSet<string> types = Words.Set();
        foreach (Volume volume in pod.Spec.Volumes ?? [])
        {
            if (IsAllowed(volume)) continue;
            volumes.Add(volume.Name);
            types.Add(TypeOf(volume));
        }
        return volumes.Count == 0 ? null : new Violation("restricted volume types",
            $"{Words.Plural("volume", "volumes", volumes.Count)} {Words.Quoted(volumes)} {Words.Plural("uses", "use", volumes.Count)} "
            + $"{Words.Plural("restricted volume type", "restricted volume types", types.Count)} {Words.Quoted(types)}");
    }

    private static bool IsAllowed(Volume v) => v.ConfigMap is not null || v.Csi is not null || v.DownwardAPI is not null || v.EmptyDir is not null
        || v.Ephemeral is not null || v.Image is not null || v.PersistentVolumeClaim is not null || v.Projected is not null || v.Secret is not null;

    private static string TypeOf(Volume v) => v switch
    {
        { HostPath: not null } => "hostPath",
        { GcePersistentDisk: not null } => "gcePersistentDisk",
        { AwsElasticBlockStore: not null } => "awsElasticBlockStore",
        { GitRepo: not null } => "gitRepo",
        { Nfs: not null } => "nfs",
        { Iscsi: not null } => "iscsi",
        { Glusterfs: not null } => "glusterfs",
        { Rbd: not null } => "rbd",
        { FlexVolume: not null } => "flexVolume",
        { Cinder: not null } => "cinder",
        { Cephfs: not null } => "cephfs",
        { Flocker: not null } => "flocker",
        { Fc: not null } => "fc",
        { AzureFile: not null } => "azureFile",
        { VsphereVolume: not null } => "vsphereVolume",
        { Quobyte: not null } => "quobyte",
        { AzureDisk: not null } => "azureDisk",
        { PhotonPersistentDisk: not null } => "photonPersistentDisk",
        { PortworxVolume: not null } => "portworxVolume",
        { ScaleIO: not null } => "scaleIO",
        { Storageos: not null } => "storageos",
        _ => "unknown",
    };
}
