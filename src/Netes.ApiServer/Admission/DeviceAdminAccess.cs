using Netes.Api.ResourceV1;
using Netes.Api.Validation;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission;

/// <summary>
/// Devices that are in use may be looked into (adminAccess) only from namespaces that are labelled for it, for it lets a Pod see what
/// others do (KEP-5018). Upstream's storage of claims checks this.
/// </summary>
internal sealed class DeviceAdminAccess(ResourceRegistry registry) : IAdmissionPlugin
{
    private const string Label = "resource.kubernetes.io/admin-access";
    private readonly ResourceStore namespaces = registry.Get("", "v1", "namespaces");

    public string Name => "DeviceAdminAccess";

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Resource.Group != "resource.k8s.io") return;
        List<FieldPath> asked = request.Object switch
        {
            ResourceClaim claim when request.Operation == AdmissionOperation.Create => Requests(claim.Spec),
            ResourceClaim claim when request.Subresource == "status" => Results(claim, request.Old as ResourceClaim),
            ResourceClaimTemplate template when request.Operation == AdmissionOperation.Create => Requests(template.Spec.Spec),
            _ => [],
        };
        if (asked.Count == 0) return;
        if ((await namespaces.GetAsync("", request.Namespace, cancellationToken))?.Labels.GetValueOrDefault(Label) == "true") return;
        var errors = new ErrorList();
        foreach (FieldPath path in asked)
            errors.Add(FieldError.Forbidden(path, $"admin access to devices requires the `{Label}: true` label on the containing namespace"));
        throw errors.ToException(request.Resource.Group, request.Resource.Kind, request.Name);
    }

    private static List<FieldPath> Requests(ResourceClaimSpec spec) =>
        [.. (spec.Devices.Requests ?? []).Index().Where(static r => r.Item.Exactly?.AdminAccess == true)
            .Select(static r => FieldPath.Of("spec", "devices", "requests").Index(r.Index).Child("adminAccess"))];

    /// <summary>What an allocation gives that it did not give before.</summary>
    private static List<FieldPath> Results(ResourceClaim claim, ResourceClaim? old)
    {
        if (old?.Status.Allocation is not null) return [];
        return [.. (claim.Status.Allocation?.Devices.Results ?? []).Index().Where(static r => r.Item.AdminAccess == true)
            .Select(static r => FieldPath.Of("status", "allocation", "devices", "results").Index(r.Index).Child("adminAccess"))];
    }
}
