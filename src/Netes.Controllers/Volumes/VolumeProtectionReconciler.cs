using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Client.Reconciling;

namespace Netes.Controllers.Volumes;

/// <summary>
/// Lets a deleted volume go when it is bound to no claim
/// (https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection).
/// </summary>
internal sealed class VolumeProtectionReconciler(KubeClient client, Informer<PersistentVolume> volumes) : Reconciler
{
    public const string Name = "persistentvolume-protection-controller";
    public const string Account = "pv-protection-controller";

    private const string Finalizer = "kubernetes.io/pv-protection";
    private readonly ResourceClient<PersistentVolume> _volumes = client.Resource<PersistentVolume>();

    public static Controller Create(KubeClient client, InformerFactory informers, TimeProvider time, ILoggerFactory loggers)
    {
        var volumes = informers.Get<PersistentVolume>();
        return new Controller(Name, new VolumeProtectionReconciler(client, volumes), 1, time, loggers).For(volumes);
    }

    public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (volumes.Get(key) is not { } volume || volume.Metadata.DeletionTimestamp is null || volume.Metadata.Finalizers?.Contains(Finalizer) != true) return Result.Done;
        if (volume.Status.Phase == "Bound") return Result.Done;
        var released = volume.Clone();
        released.Metadata.Finalizers!.Remove(Finalizer);
        await _volumes.UpdateAsync(released, cancellation);
        return Result.Done;
    }
}
