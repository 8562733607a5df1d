using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission;

/// <summary>The objects of its namespace that a Pod names.</summary>
internal static class PodReferences
{
    public static IEnumerable<string> Secrets(PodSpec spec)
    {
        foreach (LocalObjectReference pull in spec.ImagePullSecrets ?? []) yield return pull.Name;
        foreach ((List<EnvFromSource>? from, List<EnvVar>? variables) in Environments(spec))
        {
            foreach (EnvFromSource source in from ?? [])
            {
                if (source.SecretRef is { } reference) yield return reference.Name;
            }
            foreach (EnvVar variable in variables ?? [])
            {
                if (variable.ValueFrom?.SecretKeyRef is { } reference) yield return reference.Name;
            }
        }
        foreach (Volume volume in spec.Volumes ?? [])
        {
            foreach (string name in Secrets(volume)) yield return name;
        }
    }

    public static IEnumerable<string> ConfigMaps(PodSpec spec)
    {
        foreach ((List<EnvFromSource>? from, List<EnvVar>? variables) in Environments(spec))
        {
            foreach (EnvFromSource source in from ?? [])
            {
                if (source.ConfigMapRef is { } reference) yield return reference.Name;
            }
            foreach (EnvVar variable in variables ?? [])
            {
                if (variable.ValueFrom?.ConfigMapKeyRef is { } reference) yield return reference.Name;
            }
        }
        foreach (Volume volume in spec.Volumes ?? [])
        {
            if (volume.ConfigMap is { } map) yield return map.Name;
            foreach (VolumeProjection source in volume.Projected?.Sources ?? [])
            {
                if (source.ConfigMap is { } projected) yield return projected.Name;
            }
        }
    }

    private static IEnumerable<string> Secrets(Volume volume)
    {
        string?[] names =
        [
            volume.Secret?.SecretName, volume.AzureFile?.SecretName, volume.Cephfs?.SecretRef?.Name, volume.Cinder?.SecretRef?.Name,
            volume.FlexVolume?.SecretRef?.Name, volume.Rbd?.SecretRef?.Name, volume.Iscsi?.SecretRef?.Name, volume.ScaleIO?.SecretRef?.Name,
            volume.Storageos?.SecretRef?.Name, volume.Csi?.NodePublishSecretRef?.Name,
        ];
        return names.OfType<string>().Concat((volume.Projected?.Sources ?? []).Select(s => s.Secret?.Name).OfType<string>());
    }

    private static IEnumerable<(List<EnvFromSource>? From, List<EnvVar>? Variables)> Environments(PodSpec spec)
    {
        foreach (Container c in spec.InitContainers ?? []) yield return (c.EnvFrom, c.Env);
        foreach (Container c in spec.Containers ?? []) yield return (c.EnvFrom, c.Env);
        foreach (EphemeralContainer c in spec.EphemeralContainers ?? []) yield return (c.EnvFrom, c.Env);
    }
}
