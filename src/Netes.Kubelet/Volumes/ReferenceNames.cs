using Netes.Api.CoreV1;
using Netes.Kubelet.Pods;

namespace Netes.Kubelet.Volumes;

/// <summary>The names of the ConfigMaps and Secrets that a Pod refers to anywhere.</summary>
internal sealed class ReferenceNames
{
    public HashSet<string> ConfigMaps { get; } = [];

    public HashSet<string> Secrets { get; } = [];

    public static ReferenceNames Of(PodSpec spec)
    {
        var names = new ReferenceNames();
        foreach (var (container, _) in PodContainers.All(spec)) names.Add(container);
        foreach (var volume in spec.Volumes ?? []) names.Add(volume);
        foreach (var secret in spec.ImagePullSecrets ?? []) names.Secrets.Add(secret.Name);
        names.ConfigMaps.Remove("");
        names.Secrets.Remove("");
        return names;
    }

    private void Add(Container container)
    {
        foreach (var source in container.EnvFrom ?? [])
        {
            ConfigMaps.Add(source.ConfigMapRef?.Name ?? "");
            Secrets.Add(source.SecretRef?.Name ?? "");
        }
        foreach (var variable in container.Env ?? [])
        {
            ConfigMaps.Add(variable.ValueFrom?.ConfigMapKeyRef?.Name ?? "");
            Secrets.Add(variable.ValueFrom?.SecretKeyRef?.Name ?? "");
        }
    }

    private void Add(Volume volume)
    {
        ConfigMaps.Add(volume.ConfigMap?.Name ?? "");
        Secrets.Add(volume.Secret?.SecretName ?? "");
        foreach (var source in volume.Projected?.Sources ?? [])
        {
            ConfigMaps.Add(source.ConfigMap?.Name ?? "");
            Secrets.Add(source.Secret?.Name ?? "");
        }
    }
}
