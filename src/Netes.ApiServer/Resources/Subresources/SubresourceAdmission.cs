using Netes.Api;
using Netes.ApiServer.Admission;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>Admission of what is sent to a subresource that does something else than writing its body into the store.</summary>
internal static class SubresourceAdmission
{
    /// <returns>What was sent, as mutating plug-ins left it.</returns>
    public static async ValueTask<T> AdmitAsync<T>(this AdmissionChain admission, ApiRequest request, AdmissionOperation operation, T sent, bool dryRun, string? name = null)
        where T : class, IApiKind
    {
        var admitted = new AdmissionRequest(request.Resource, request.Info.Subresource, operation, request.Namespace, name ?? request.Name, sent, null, request.User, dryRun,
            request.Warn) { Annotate = request.Annotate, Options = request.AdmissionOptions };
        await admission.MutateAsync(admitted, request.Cancellation);
        await admission.ValidateAsync(admitted, request.Cancellation);
        return (T)admitted.Object!;
    }
}
