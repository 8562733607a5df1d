using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.PolicyV1;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>POST pods/NAME/eviction: a deletion that, once budgets are enforced, may be refused; until then it deletes.</summary>
internal sealed class PodEviction(ObjectDeleter deleter, Scheme scheme)
{
    public async Task HandleAsync(ApiRequest request, ResourceStore store)
    {
        WriteOptions options = WriteOptions.Parse(request, "CreateOptions");
        WireFormat format = RequestBody.Format(request.Http.Request);
        byte[] body = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        var eviction = (Eviction)RequestBody.Decode(body, format, Eviction.KindInfo, options.FieldValidation, request.Warn, scheme);
        if (eviction.Metadata.Name.Length > 0 && eviction.Metadata.Name != request.Name)
            throw ApiErrors.BadRequest("name in URL does not match name in Eviction object");
        DeleteOptions deletion = eviction.DeleteOptions ?? new DeleteOptions();
        if (options.DryRun) deletion.DryRun = ["All"];
        await deleter.DeleteAsync(request, store, request.Namespace, request.Name, deletion);
        await StatusWriter.WriteAsync(request.Http, new Status { StatusValue = "Success", Code = 201 }, 201);
    }
}
