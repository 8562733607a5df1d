using Netes.Api;
using Netes.Api.CoreV1;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>PUT namespaces/NAME/finalize: when the last finalizer of a namespace that is being deleted goes, so does the namespace.</summary>
internal sealed class NamespaceFinalize(ObjectWriter writer, ObjectDeleter deleter, Scheme scheme)
{
    public async Task HandleAsync(ApiRequest request, ResourceStore store)
    {
        WriteOptions options = WriteOptions.Parse(request, "UpdateOptions");
        WireFormat format = RequestBody.Format(request.Http.Request);
        byte[] body = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        var given = (Namespace)RequestBody.Decode(body, format, Namespace.KindInfo, options.FieldValidation, request.Warn, scheme);
        if (given.Metadata.Name != request.Name)
            throw ApiErrors.BadRequest($"the name of the object ({given.Metadata.Name}) does not match the name on the URL ({request.Name})");
        store.Definition.Strategy.Default(given);
        (StoredObject stored, _) = await writer.UpdateAsync(request, store, new UpdatePlan((_, _) => given.Clone()) { Subresource = "finalize", DryRun = options.DryRun });
        var now = (Namespace)store.Definition.Decode(stored.Json);
        bool last = now.Metadata is { DeletionTimestamp: not null, Finalizers: null or { Count: 0 } } && now.Spec.Finalizers is null or { Count: 0 };
        if (last && !options.DryRun) await deleter.DeleteAsync(request, store, "", request.Name, new(), admit: false);
        await ViewWriter.WriteAsync(request, 200, stored.Json);
    }
}
