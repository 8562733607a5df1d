using System.Runtime.CompilerServices;
using Netes.Api.CoreV1;
using Netes.Api.ResourceV1;
using Netes.Api.StorageV1;
using Netes.ApiServer.Resources;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Access.Authorization.Nodes;

/// <summary>
/// What is related to a node through the Pods that are bound to it:
/// <code>
/// node ◄─ Pod ◄─ Secret, ConfigMap, ServiceAccount, ResourceClaim
///            ◄─ PersistentVolumeClaim ◄─ PersistentVolume ◄─ Secret
/// node ◄─ VolumeAttachment, ResourceSlice
/// </code>
/// The Pods of a node are found by index; what a Pod refers to is worked out once per version of it, for nodes that ask.
/// </summary>
internal sealed class NodeGraph(ResourceRegistry registry)
{
    private readonly ResourceStore pods = registry.Get("", "v1", "pods");
    private readonly ResourceStore claims = registry.Get("", "v1", "persistentvolumeclaims");
    private readonly ResourceStore volumes = registry.Get("", "v1", "persistentvolumes");
    private readonly ResourceStore attachments = registry.Get("storage.k8s.io", "v1", "volumeattachments");
    private readonly ResourceStore slices = registry.Get("resource.k8s.io", "v1", "resourceslices");
    private readonly ConditionalWeakTable<ResourceItem, PodReferences> references = [];

    public async ValueTask<bool> RunsAsync(string node, string ns, string pod, CancellationToken cancellationToken) =>
        (await pods.GetAsync(ns, pod, cancellationToken))?.Field(ResourceStore.NodeNameIndex) == node;

    /// <summary>Whether a Pod of the node refers to the object, itself or through a volume.</summary>
    public async ValueTask<bool> RefersAsync(string node, string resource, string ns, string name, CancellationToken cancellationToken)
    {
        CacheSnapshot<ResourceItem> now = await pods.Cache.LatestAsync(cancellationToken);
        foreach (ResourceItem pod in PodsOf(now, node, ns))
        {
            if (ReferencesOf(pod).Has(resource, name)) return true;
        }
        return resource == "secrets" && await RefersThroughVolumeAsync(now, node, ns, name, cancellationToken);
    }

    public async ValueTask<bool> UsesVolumeAsync(string node, string name, CancellationToken cancellationToken) =>
        (await volumes.GetAsync("", name, cancellationToken))?.Shared is PersistentVolume { Spec.ClaimRef: { } claim }
        && await RefersAsync(node, "persistentvolumeclaims", claim.Namespace, claim.Name, cancellationToken);

    public async ValueTask<bool> AttachesAsync(string node, string name, CancellationToken cancellationToken) =>
        (await attachments.GetAsync("", name, cancellationToken))?.Shared is VolumeAttachment attachment && attachment.Spec.NodeName == node;

    public async ValueTask<bool> PublishesAsync(string node, string name, CancellationToken cancellationToken) =>
        (await slices.GetAsync("", name, cancellationToken))?.Shared is ResourceSlice slice && slice.Spec.NodeName == node;

    private async ValueTask<bool> RefersThroughVolumeAsync(CacheSnapshot<ResourceItem> now, string node, string ns, string name, CancellationToken cancellationToken)
    {
        foreach (ResourceItem pod in PodsOf(now, node, ""))
        {
            foreach (string claim in ReferencesOf(pod).Claims)
            {
                if ((await claims.GetAsync(pod.Namespace, claim, cancellationToken))?.Shared is not PersistentVolumeClaim { Spec.VolumeName: { Length: > 0 } bound }) continue;
                if ((await volumes.GetAsync("", bound, cancellationToken))?.Shared is PersistentVolume volume && SecretsOf(volume).Contains((ns, name))) return true;
            }
        }
        return false;
    }

    private static IEnumerable<(string Namespace, string Name)> SecretsOf(PersistentVolume volume)
    {
        PersistentVolumeSpec spec = volume.Spec;
        string claimNamespace = spec.ClaimRef?.Namespace ?? "";
        if (spec.AzureFile is { SecretName: { Length: > 0 } azure } file)
            yield return (file.SecretNamespace is { Length: > 0 } given ? given : claimNamespace, azure);
        foreach (SecretReference? secret in (SecretReference?[])
            [
                spec.Cephfs?.SecretRef, spec.Cinder?.SecretRef, spec.FlexVolume?.SecretRef, spec.Rbd?.SecretRef, spec.ScaleIO?.SecretRef, spec.Iscsi?.SecretRef,
                spec.Csi?.ControllerPublishSecretRef, spec.Csi?.NodePublishSecretRef, spec.Csi?.NodeStageSecretRef, spec.Csi?.NodeExpandSecretRef,
            ])
        {
            if (secret is { Name.Length: > 0 }) yield return (secret.Namespace.Length > 0 ? secret.Namespace : claimNamespace, secret.Name);
        }
        if (spec.Storageos?.SecretRef is { Name.Length: > 0 } storage) yield return (storage.Namespace.Length > 0 ? storage.Namespace : claimNamespace, storage.Name);
    }

    private IEnumerable<ResourceItem> PodsOf(CacheSnapshot<ResourceItem> now, string node, string ns) =>
        now.ByIndex(ResourceStore.NodeNameIndex, node, KeyRange.Prefix(pods.Definition.Scope(ns)));

    private PodReferences ReferencesOf(ResourceItem item) => references.GetValue(item, static pod => new PodReferences((Pod)pod.Decode()));
}
