using System.Text;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Pods;
using Netes.Kubelet.Pods.Variables;

namespace Netes.Kubelet.Volumes;

/// <summary>
/// The files of the volumes that show API objects: configMap, secret, downwardAPI and projected.
/// https://kubernetes.io/docs/concepts/storage/projected-volumes/
/// </summary>
internal sealed class Payloads(VolumeInputs inputs)
{
    private const int DefaultMode = 0x1A4; // 0644

    /// <returns>Relative paths to files.</returns>
    /// <exception cref="VolumeException">Something that is not optional is missing, or is not supported.</exception>
    public Dictionary<string, VolumeFile> Build(Volume volume)
    {
        var files = new Dictionary<string, VolumeFile>();
        if (volume.ConfigMap is { } map) AddConfigMap(files, map.Name, map.Items, map.Optional, map.DefaultMode);
        else if (volume.Secret is { } secret) AddSecret(files, secret.SecretName, secret.Items, secret.Optional, secret.DefaultMode);
        else if (volume.DownwardAPI is { } downward) AddDownward(files, downward.Items, downward.DefaultMode);
        else if (volume.Projected is { } projected) AddProjected(files, projected);
        return files;
    }

    private void AddProjected(Dictionary<string, VolumeFile> files, ProjectedVolumeSource projected)
    {
        foreach (var source in projected.Sources ?? [])
        {
            if (source.ConfigMap is { } map) AddConfigMap(files, map.Name, map.Items, map.Optional, projected.DefaultMode);
            else if (source.Secret is { } secret) AddSecret(files, secret.Name, secret.Items, secret.Optional, projected.DefaultMode);
            else if (source.DownwardAPI is { } downward) AddDownward(files, downward.Items, projected.DefaultMode);
            else if (source.ServiceAccountToken is { } token) AddToken(files, token, projected.DefaultMode);
            else if (source.ClusterTrustBundle is not null) throw new VolumeException("projected clusterTrustBundle sources are not supported");
            else if (source.PodCertificate is not null) throw new VolumeException("projected podCertificate sources are not supported");
        }
    }

    private void AddConfigMap(Dictionary<string, VolumeFile> files, string name, List<KeyToPath>? items, bool? optional, int? mode)
    {
        var map = inputs.ConfigMap(name);
        if (map is null)
        {
            if (optional == true) return;
            throw new VolumeException($"configmap \"{name}\" not found");
        }
        var data = new Dictionary<string, byte[]>();
        foreach (var (key, value) in map.Data ?? []) data[key] = Encoding.UTF8.GetBytes(value);
        foreach (var (key, value) in map.BinaryData ?? []) data[key] = value;
        Add(files, data, items, optional, mode, static key => $"configmap references non-existent config key: {key}");
    }

    private void AddSecret(Dictionary<string, VolumeFile> files, string name, List<KeyToPath>? items, bool? optional, int? mode)
    {
        var secret = inputs.Secret(name);
        if (secret is null)
        {
            if (optional == true) return;
            throw new VolumeException($"secret \"{name}\" not found");
        }
        Add(files, secret.Data ?? [], items, optional, mode, static key => $"references non-existent secret key: {key}");
    }

    private static void Add(
        Dictionary<string, VolumeFile> files, Dictionary<string, byte[]> data, List<KeyToPath>? items, bool? optional, int? mode,
        Func<string, string> missing)
    {
        if (items is not { Count: > 0 })
        {
            foreach (var (key, value) in data) files[key] = new VolumeFile(value, mode ?? DefaultMode);
            return;
        }
        foreach (var item in items)
        {
            if (data.TryGetValue(item.Key, out byte[]? value)) files[item.Path] = new VolumeFile(value, item.Mode ?? mode ?? DefaultMode);
            else if (optional != true) throw new VolumeException(missing(item.Key));
        }
    }

    private void AddDownward(Dictionary<string, VolumeFile> files, List<DownwardAPIVolumeFile>? items, int? mode)
    {
        foreach (var item in items ?? [])
        {
            string value = "";
            try
            {
                if (item.FieldRef is { } field) value = FieldValues.Of(inputs.Pod, field.FieldPath, inputs.Addresses);
                else if (item.ResourceFieldRef is { } resource)
                {
                    var container = PodContainers.Find(inputs.Pod.Spec, resource.ContainerName)?.Container
                        ?? throw new VolumeException($"container {resource.ContainerName} not found");
                    value = FieldValues.OfResource(container, resource, inputs.Allocatable);
                }
            }
            catch (ContainerConfigException e)
            {
                throw new VolumeException(e.Message, e);
            }
            files[item.Path] = new VolumeFile(Encoding.UTF8.GetBytes(value), item.Mode ?? mode ?? DefaultMode);
        }
    }

    private void AddToken(Dictionary<string, VolumeFile> files, ServiceAccountTokenProjection token, int? mode)
    {
        // A token is nobody's business but the user's that the containers run as, when that is one user.
        var user = inputs.CommonUser;
        bool restricted = user is not null || inputs.Pod.Spec.SecurityContext?.FsGroup is not null;
        files[token.Path] = new VolumeFile(Encoding.UTF8.GetBytes(inputs.Token(token)), restricted ? 0x180 : mode ?? DefaultMode, user);
    }
}

/// <summary>What volumes are filled from.</summary>
internal sealed record VolumeInputs
{
    public required Pod Pod { get; init; }

    public PodAddresses Addresses { get; init; } = PodAddresses.None;

    public IReadOnlyDictionary<string, Quantity> Allocatable { get; init; } = new Dictionary<string, Quantity>();

    public Func<string, ConfigMap?> ConfigMap { get; init; } = static _ => null;

    public Func<string, Secret?> Secret { get; init; } = static _ => null;

    public Func<ServiceAccountTokenProjection, string> Token { get; init; } =
        static _ => throw new VolumeException("no service account token was requested");

    /// <summary>The user that every container of the Pod runs as, when the spec says the same one for all.</summary>
    public long? CommonUser
    {
        get
        {
            long? common = null;
            foreach (var (container, _) in PodContainers.All(Pod.Spec))
            {
                var user = container.SecurityContext?.RunAsUser ?? Pod.Spec.SecurityContext?.RunAsUser;
                if (user is null || (common is not null && common != user)) return null;
                common = user;
            }
            return common;
        }
    }
}
