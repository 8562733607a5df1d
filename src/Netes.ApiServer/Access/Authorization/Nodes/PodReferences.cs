using Netes.Api.CoreV1;

namespace Netes.ApiServer.Access.Authorization.Nodes;

/// <summary>The names of everything that a Pod's node must read to run it.</summary>
internal sealed class PodReferences
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private readonly HashSet<(string Resource, string Name)> names = [];

    public PodReferences(Pod pod)
    {
        // A mirror Pod comes from the node itself, which must not give itself rights through it.
        if (pod.Metadata.Annotations?.ContainsKey(MirrorAnnotation) == true) return;
        PodSpec spec = pod.Spec;
        Add("serviceaccounts", spec.ServiceAccountName);
        foreach (LocalObjectReference secret in spec.ImagePullSecrets ?? []) Add("secrets", secret.Name);
        foreach (Container container in spec.InitContainers ?? []) Add(container.Env, container.EnvFrom);
        foreach (Container container in spec.Containers ?? []) Add(container.Env, container.EnvFrom);
        foreach (EphemeralContainer container in spec.EphemeralContainers ?? []) Add(container.Env, container.EnvFrom);
        foreach (Volume volume in spec.Volumes ?? []) Add(pod, volume);
        foreach (PodResourceClaimStatus claim in pod.Status.ResourceClaimStatuses ?? []) Add("resourceclaims", claim.ResourceClaimName);
        foreach (PodResourceClaim claim in spec.ResourceClaims ?? []) Add("resourceclaims", claim.ResourceClaimName);
    }

    public bool Has(string resource, string name) => names.Contains((resource, name));

    public IEnumerable<string> Claims => names.Where(n => n.Resource == "persistentvolumeclaims").Select(n => n.Name);

    private void Add(string resource, string? name)
    {
        if (name is { Length: > 0 }) names.Add((resource, name));
    }

    private void Add(List<EnvVar>? variables, List<EnvFromSource>? sources)
    {
        foreach (EnvVar variable in variables ?? [])
        {
            Add("secrets", variable.ValueFrom?.SecretKeyRef?.Name);
            Add("configmaps", variable.ValueFrom?.ConfigMapKeyRef?.Name);
        }
        foreach (EnvFromSource source in sources ?? [])
        {
            Add("secrets", source.SecretRef?.Name);
            Add("configmaps", source.ConfigMapRef?.Name);
        }
    }

    private void Add(Pod pod, Volume volume)
    {
        Add("secrets", volume.Secret?.SecretName);
        Add("configmaps", volume.ConfigMap?.Name);
        Add("persistentvolumeclaims", volume.PersistentVolumeClaim?.ClaimName);
        if (volume.Ephemeral is not null) Add("persistentvolumeclaims", pod.Metadata.Name + "-" + volume.Name);
        foreach (VolumeProjection part in volume.Projected?.Sources ?? [])
        {
            Add("secrets", part.Secret?.Name);
            Add("configmaps", part.ConfigMap?.Name);
        }
        Add("secrets", volume.AzureFile?.SecretName);
        Add("secrets", volume.Cephfs?.SecretRef?.Name);
        Add("secrets", volume.Cinder?.SecretRef?.Name);
        Add("secrets", volume.FlexVolume?.SecretRef?.Name);
        Add("secrets", volume.Rbd?.SecretRef?.Name);
        Add("secrets", volume.ScaleIO?.SecretRef?.Name);
        Add("secrets", volume.Iscsi?.SecretRef?.Name);
        Add("secrets", volume.Storageos?.SecretRef?.Name);
        Add("secrets", volume.Csi?.NodePublishSecretRef?.Name);
    }
}
