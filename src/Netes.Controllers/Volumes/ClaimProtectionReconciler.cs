using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Client.Reconciling;

namespace Netes.Controllers.Volumes;

/// <summary>
/// Lets a deleted claim go when no Pod uses it any more
/// (https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection).
/// </summary>
internal sealed class ClaimProtectionReconciler(KubeClient client, Informer<PersistentVolumeClaim> claims, Informer<Pod> pods) : Reconciler
{
    public const string Name = "persistentvolumeclaim-protection-controller";
    public const string Account = "pvc-protection-controller";

    private const string ClaimIndex = "persistentVolumeClaim";
    private const string Finalizer = "kubernetes.io/pvc-protection";

    private readonly ResourceClient<PersistentVolumeClaim> _claims = client.Resource<PersistentVolumeClaim>();
    private readonly ResourceClient<Pod> _pods = client.Resource<Pod>();

    public static Controller Create(KubeClient client, InformerFactory informers, TimeProvider time, ILoggerFactory loggers)
    {
        var claims = informers.Get<PersistentVolumeClaim>();
        var pods = informers.Get<Pod>();
        pods.AddIndex(ClaimIndex, static pod => ClaimNames(pod).Select(name => Key(pod.Metadata.Namespace, name)));
        return new Controller(Name, new ClaimProtectionReconciler(client, claims, pods), 1, time, loggers)
            .For(claims)
            .Watches(pods, static pod => ClaimNames(pod).Select(name => new ObjectKey(pod.Metadata.Namespace, name)));
    }

    public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (claims.Get(key) is not { } claim || claim.Metadata.DeletionTimestamp is null || claim.Metadata.Finalizers?.Contains(Finalizer) != true) return Result.Done;
        if (pods.ByIndex(ClaimIndex, Key(key.Namespace, key.Name)).Any(IsInUse)) return Result.Done;
        // A Pod that was made a moment ago may not be known yet: the server's own list decides.
        var present = await _pods.ListAsync(key.Namespace, null, cancellation);
        if (present.Items.Any(pod => ClaimNames(pod).Contains(key.Name) && IsInUse(pod))) return Result.Done;
        var released = claim.Clone();
        released.Metadata.Finalizers!.Remove(Finalizer);
        await _claims.UpdateAsync(released, cancellation);
        return Result.Done;
    }

    // A Pod without a node has mounted nothing, and one that ended mounts nothing more.
    private static bool IsInUse(Pod pod) => pod.Spec.NodeName.Length > 0 && pod.Status.Phase is not (PodPhase.Succeeded or PodPhase.Failed);

    private static string Key(string ns, string name) => ns + "/" + name;

    private static IEnumerable<string> ClaimNames(Pod pod)
    {
        foreach (Volume volume in pod.Spec.Volumes ?? [])
        {
            if (volume.PersistentVolumeClaim is { } claim) yield return claim.ClaimName;
            else if (volume.Ephemeral is not null) yield return pod.Metadata.Name + "-" + volume.Name;
        }
    }
}
