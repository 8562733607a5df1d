using Netes.Api.CoreV1;
using Netes.ApiServer.Http;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission;

/// <summary>Nothing is created in namespaces that are missing or going away, and the three first namespaces stay.</summary>
internal sealed class NamespaceLifecycle(ResourceRegistry registry) : IAdmissionPlugin
{
    private static readonly string[] Immortal = ["default", "kube-system", "kube-public"];
    private readonly ResourceStore namespaces = registry.Get("", "v1", "namespaces");

    public string Name => "NamespaceLifecycle";

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != AdmissionOperation.Create || !request.Resource.Type.Namespaced) return;
        ResourceItem item = await namespaces.GetAsync("", request.Namespace, cancellationToken) ?? throw ApiErrors.NotFound("", "namespaces", request.Namespace);
        if (((Namespace)item.Shared).Metadata.DeletionTimestamp is not null)
            throw ApiErrors.NamespaceTerminating(request.Resource.Group, request.Resource.Plural, request.Name, request.Namespace);
    }

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation == AdmissionOperation.Delete && request.Is("", "namespaces") && Immortal.Contains(request.Name))
            throw request.Forbidden("this namespace may not be deleted");
        return default;
    }
}
