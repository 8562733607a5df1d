using Netes.Api.CoreV1;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission;

/// <summary>Claims that name no storage class get the default one, if there is one.</summary>
internal sealed class DefaultStorageClass(ResourceRegistry registry) : IAdmissionPlugin
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";
    private const string DefaultAnnotation = "storageclass.kubernetes.io/is-default-class";
    private const string FormerDefaultAnnotation = "storageclass.beta.kubernetes.io/is-default-class";
    private readonly ResourceStore classes = registry.Get("storage.k8s.io", "v1", "storageclasses");

    public string Name => "DefaultStorageClass";

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != AdmissionOperation.Create || !request.Is("", "persistentvolumeclaims") || request.Object is not PersistentVolumeClaim claim) return;
        if (claim.Spec.StorageClassName is not null || claim.Metadata.Annotations?.ContainsKey(ClassAnnotation) == true) return;
        if (await DefaultClass.FindAsync(classes, DefaultAnnotation, FormerDefaultAnnotation, cancellationToken) is { } chosen)
            claim.Spec.StorageClassName = chosen.Metadata.Name;
    }
}
