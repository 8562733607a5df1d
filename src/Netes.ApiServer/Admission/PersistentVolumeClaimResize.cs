using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.StorageV1;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission;

/// <summary>Only bound claims grow, and only where their storage class allows it.</summary>
internal sealed class PersistentVolumeClaimResize(ResourceRegistry registry) : IAdmissionPlugin
{
    private readonly ResourceStore classes = registry.Get("storage.k8s.io", "v1", "storageclasses");

    public string Name => "PersistentVolumeClaimResize";

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != AdmissionOperation.Update || !request.Is("", "persistentvolumeclaims")) return;
        if (request.Object is not PersistentVolumeClaim claim || request.Old is not PersistentVolumeClaim old) return;
        if (Storage(claim) <= Storage(old)) return;
        if (old.Status.Phase != "Bound") throw request.Forbidden("Only bound persistent volume claims can be expanded");
        if (!await AllowsAsync(claim, old, cancellationToken))
            throw request.Forbidden("only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
    }

    private async ValueTask<bool> AllowsAsync(PersistentVolumeClaim claim, PersistentVolumeClaim old, CancellationToken cancellationToken)
    {
        string name = claim.Spec.StorageClassName ?? "";
        if (name.Length == 0 || name != (old.Spec.StorageClassName ?? "")) return false;
        return (await classes.GetAsync("", name, cancellationToken))?.Shared is StorageClass { AllowVolumeExpansion: true };
    }

    private static Quantity Storage(PersistentVolumeClaim claim) => claim.Spec.Resources.Requests?.GetValueOrDefault("storage") ?? Quantity.Zero;
}
