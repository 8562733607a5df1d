using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>The deprecated ComponentStatus: the store is the one component whose state this server knows.</summary>
internal static class ComponentStatuses
{
    private const string StoreName = "etcd-0";

    public static async Task HandleAsync(ApiRequest request, ResourceStore store)
    {
        if (request.Info.Verb == "get")
        {
            if (request.Name != StoreName)
                throw new ApiException(ApiErrors.NotFound("", "componentstatus", request.Name).Failure);
            await ViewWriter.WriteAsync(request, 200, Healthy());
            return;
        }
        await ListReader.WriteAsync(request, store.Definition, new ListMeta(), [Healthy()]);
    }

    private static ComponentStatus Healthy() => new()
    {
        Metadata = new ObjectMeta { Name = StoreName },
        Conditions = [new ComponentCondition { Type = "Healthy", Status = "True", Message = "ok" }],
    };
}
