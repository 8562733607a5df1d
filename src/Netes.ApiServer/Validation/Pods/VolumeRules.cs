using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>The volumes of a Pod: each of exactly one type (https://kubernetes.io/docs/concepts/storage/volumes/).</summary>
internal static class VolumeRules
{
    /// <returns>The volumes without mistakes, by name: those that containers may mount.</returns>
    public static IReadOnlyDictionary<string, Volume> Validate(ErrorList errors, List<Volume>? volumes, FieldPath path)
    {
        var wellFormed = new Dictionary<string, Volume>();
        for (var i = 0; i < (volumes?.Count ?? 0); i++)
        {
            var volume = volumes![i];
            var own = new ErrorList();
            Source(own, volume, path.Index(i));
            var namePath = path.Index(i).Child("name");
            if (volume.Name.Length == 0) own.Add(FieldError.Required(namePath));
            else own.AddInvalid(namePath, volume.Name, NameRules.DnsLabel(volume.Name));
            if (wellFormed.ContainsKey(volume.Name)) own.Add(FieldError.Duplicate(namePath, volume.Name));
            if (own.Count == 0) wellFormed[volume.Name] = volume;
            errors.AddRange(own);
        }
        return wellFormed;
    }

    private static void Source(ErrorList errors, Volume v, FieldPath path)
    {
        var sources = new SourceCounter(errors, path, "volume");
        if (sources.Take(v.EmptyDir, "emptyDir")) EmptyDir(errors, v.EmptyDir!, path.Child("emptyDir"));
        if (sources.Take(v.HostPath, "hostPath")) HostPath(errors, v.HostPath!, path.Child("hostPath"));
        if (sources.Take(v.GitRepo, "gitRepo")) Required(errors, v.GitRepo!.Repository, path.Child("gitRepo", "repository"));
        if (sources.Take(v.GcePersistentDisk, "gcePersistentDisk"))
            Required(errors, v.GcePersistentDisk!.PdName, path.Child("gcePersistentDisk", "pdName"));
        if (sources.Take(v.AwsElasticBlockStore, "awsElasticBlockStore"))
            Required(errors, v.AwsElasticBlockStore!.VolumeID, path.Child("awsElasticBlockStore", "volumeID"));
        if (sources.Take(v.Secret, "secret")) SecretSource(errors, v.Secret!, path.Child("secret"));
        if (sources.Take(v.Nfs, "nfs")) RemoteVolumeRules.Nfs(errors, v.Nfs!, path.Child("nfs"));
        if (sources.Take(v.Iscsi, "iscsi")) RemoteVolumeRules.Iscsi(errors, v.Iscsi!, path.Child("iscsi"));
        if (sources.Take(v.Glusterfs, "glusterfs"))
        {
            Required(errors, v.Glusterfs!.Endpoints, path.Child("glusterfs", "endpoints"));
            Required(errors, v.Glusterfs.Path, path.Child("glusterfs", "path"));
        }
        sources.Take(v.Flocker, "flocker");
        if (sources.Take(v.PersistentVolumeClaim, "persistentVolumeClaim"))
            Required(errors, v.PersistentVolumeClaim!.ClaimName, path.Child("persistentVolumeClaim", "claimName"));
        if (sources.Take(v.Rbd, "rbd"))
        {
            if ((v.Rbd!.Monitors?.Count ?? 0) == 0) errors.Add(FieldError.Required(path.Child("rbd", "monitors")));
            Required(errors, v.Rbd.Image, path.Child("rbd", "image"));
        }
        if (sources.Take(v.Cinder, "cinder")) Required(errors, v.Cinder!.VolumeID, path.Child("cinder", "volumeID"));
        if (sources.Take(v.Cephfs, "cephFS") && (v.Cephfs!.Monitors?.Count ?? 0) == 0)
            errors.Add(FieldError.Required(path.Child("cephfs", "monitors")));
        sources.Take(v.Quobyte, "quobyte");
        // The misspelling is what clients get.
        if (sources.Take(v.DownwardAPI, "downwarAPI")) DownwardApi(errors, v.DownwardAPI!, path.Child("downwardAPI"));
        sources.Take(v.Fc, "fc");
        if (sources.Take(v.FlexVolume, "flexVolume")) Required(errors, v.FlexVolume!.Driver, path.Child("flexVolume", "driver"));
        if (sources.Take(v.ConfigMap, "configMap")) ConfigMapSource(errors, v.ConfigMap!, path.Child("configMap"));
        if (sources.Take(v.AzureFile, "azureFile"))
        {
            Required(errors, v.AzureFile!.SecretName, path.Child("azureFile", "secretName"));
            Required(errors, v.AzureFile.ShareName, path.Child("azureFile", "shareName"));
        }
        if (sources.Take(v.VsphereVolume, "vsphereVolume"))
            Required(errors, v.VsphereVolume!.VolumePath, path.Child("vsphereVolume", "volumePath"));
        if (sources.Take(v.PhotonPersistentDisk, "photonPersistentDisk"))
            Required(errors, v.PhotonPersistentDisk!.PdID, path.Child("photonPersistentDisk", "pdID"));
        if (sources.Take(v.PortworxVolume, "portworxVolume"))
            Required(errors, v.PortworxVolume!.VolumeID, path.Child("portworxVolume", "volumeID"));
        if (sources.Take(v.AzureDisk, "azureDisk"))
        {
            Required(errors, v.AzureDisk!.DiskName, path.Child("azureDisk", "diskName"));
            Required(errors, v.AzureDisk.DiskURI, path.Child("azureDisk", "diskURI"));
        }
        sources.Take(v.Storageos, "storageos");
        if (sources.Take(v.Projected, "projected")) ProjectedVolumeRules.Validate(errors, v.Projected!, path.Child("projected"));
        sources.Take(v.ScaleIO, "scaleIO");
        if (sources.Take(v.Csi, "csi")) Csi(errors, v.Csi!, path.Child("csi"));
        if (sources.Take(v.Ephemeral, "ephemeral") && v.Ephemeral!.VolumeClaimTemplate is null)
            errors.Add(FieldError.Required(path.Child("ephemeral", "volumeClaimTemplate")));
        if (sources.Take(v.Image, "image")) ImageSource(errors, v.Image!, path.Child("image"));
        sources.Done();
    }

    private static void EmptyDir(ErrorList errors, EmptyDirVolumeSource source, FieldPath path)
    {
        if (source.SizeLimit is { Sign: < 0 })
            errors.Add(FieldError.Forbidden(path.Child("sizeLimit"), "SizeLimit field must be a valid resource quantity"));
    }

    private static readonly string[] HostPathTypes =
        ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

    public static void HostPath(ErrorList errors, HostPathVolumeSource source, FieldPath path)
    {
        if (source.Path.Length == 0)
        {
            errors.Add(FieldError.Required(path.Child("path")));
            return;
        }
        PathRules.NoBackSteps(errors, source.Path, path.Child("path"));
        if (source.Type is { } type && !HostPathTypes.Contains(type))
            errors.Add(FieldError.NotSupported(path.Child("type"), type, HostPathTypes));
    }

    private static void SecretSource(ErrorList errors, SecretVolumeSource source, FieldPath path)
    {
        Required(errors, source.SecretName, path.Child("secretName"));
        Mode(errors, source.DefaultMode, path.Child("defaultMode"));
        Items(errors, source.Items, path.Child("items"));
    }

    private static void ConfigMapSource(ErrorList errors, ConfigMapVolumeSource source, FieldPath path)
    {
        Required(errors, source.Name, path.Child("name"));
        Mode(errors, source.DefaultMode, path.Child("defaultMode"));
        Items(errors, source.Items, path.Child("items"));
    }

    private static void DownwardApi(ErrorList errors, DownwardAPIVolumeSource source, FieldPath path)
    {
        Mode(errors, source.DefaultMode, path.Child("defaultMode"));
        foreach (var file in source.Items ?? [])
            DownwardFile(errors, file, path);
    }

    public static void DownwardFile(ErrorList errors, DownwardAPIVolumeFile file, FieldPath path)
    {
        if (file.Path.Length == 0) errors.Add(FieldError.Required(path.Child("path")));
        PathRules.LocalNonReserved(errors, file.Path, path.Child("path"));
        if (file.FieldRef is { } field)
        {
            FieldRefRules.Validate(errors, field, path.Child("fieldRef"), FieldRefRules.VolumeFields);
            if (file.ResourceFieldRef is not null)
                errors.Add(FieldError.Invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"));
        }
        else if (file.ResourceFieldRef is { } resource)
        {
            ResourceFieldRules.Validate(errors, resource, path.Child("resourceFieldRef"), inVolume: true);
        }
        else errors.Add(FieldError.Required(path, "one of fieldRef and resourceFieldRef is required"));
        Mode(errors, file.Mode, path.Child("mode"));
    }

    private static void Csi(ErrorList errors, CSIVolumeSource source, FieldPath path)
    {
        RemoteVolumeRules.CsiDriverName(errors, source.Driver, path.Child("driver"));
        if (source.NodePublishSecretRef is not { } secret) return;
        var at = path.Child("nodePublishSecretRef", "name");
        if (secret.Name.Length == 0) errors.Add(FieldError.Required(at));
        else errors.AddInvalid(at, secret.Name, NameRules.DnsSubdomain(secret.Name));
    }

    private static void ImageSource(ErrorList errors, ImageVolumeSource source, FieldPath path)
    {
        if (source.Reference.Trim().Length != source.Reference.Length)
            errors.Add(FieldError.Invalid(path.Child("reference"), source.Reference, "must not have leading or trailing whitespace"));
        if (source.Reference.Length == 0) errors.Add(FieldError.Required(path.Child("reference")));
        if (source.PullPolicy is not ("Always" or "IfNotPresent" or "Never"))
            errors.Add(FieldError.NotSupported(path.Child("pullPolicy"), source.PullPolicy, "Always", "IfNotPresent", "Never"));
    }

    public static void Mode(ErrorList errors, int? mode, FieldPath path)
    {
        if (mode is < 0 or > 0x1ff)
            errors.Add(FieldError.Invalid(path, mode, "must be a number between 0 and 0777 (octal), both inclusive"));
    }

    public static void Items(ErrorList errors, List<KeyToPath>? items, FieldPath path)
    {
        for (var i = 0; i < (items?.Count ?? 0); i++)
        {
            var item = items![i];
            var at = path.Index(i);
            if (item.Key.Length == 0) errors.Add(FieldError.Required(at.Child("key")));
            if (item.Path.Length == 0) errors.Add(FieldError.Required(at.Child("path")));
            PathRules.LocalNonReserved(errors, item.Path, at.Child("path"));
            Mode(errors, item.Mode, at.Child("mode"));
        }
    }

    internal static void Required(ErrorList errors, string value, FieldPath path)
    {
        if (value.Length == 0) errors.Add(FieldError.Required(path));
    }
}
