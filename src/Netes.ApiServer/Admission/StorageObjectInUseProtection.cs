using Netes.Api;

namespace Netes.ApiServer.Admission;

/// <summary>Claims, volumes and attribute classes stay until nobody uses them: each starts with a finalizer that a controller takes off.</summary>
internal sealed class StorageObjectInUseProtection : IAdmissionPlugin
{
    public string Name => "StorageObjectInUseProtection";

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != AdmissionOperation.Create || request.Subresource.Length > 0 || request.Object is not IApiObject obj) return default;
        string? finalizer = (request.Resource.Group, request.Resource.Plural) switch
        {
            ("", "persistentvolumeclaims") => "kubernetes.io/pvc-protection",
            ("", "persistentvolumes") => "kubernetes.io/pv-protection",
            ("storage.k8s.io", "volumeattributesclasses") => "kubernetes.io/vac-protection",
            _ => null,
        };
        if (finalizer is not null && obj.Metadata.Finalizers?.Contains(finalizer) != true) (obj.Metadata.Finalizers ??= []).Add(finalizer);
        return default;
    }
}
