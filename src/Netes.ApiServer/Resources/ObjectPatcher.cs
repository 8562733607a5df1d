using Netes.Api;
using Netes.Api.Json;
using Netes.Api.Validation;
using Netes.ApiServer.Extensions.CustomResources;
using Netes.ApiServer.Http;
using Netes.ApiServer.Patching;

namespace Netes.ApiServer.Resources;

/// <summary>PATCH: the patch is applied to the stored JSON, and again when somebody else was faster.</summary>
internal sealed class ObjectPatcher(ObjectWriter writer)
{
    public async Task PatchAsync(ApiRequest request, ResourceStore store)
    {
        PatchType? sent = PatchTypes.FromContentType(request.Http.Request.ContentType ?? "");
        if (store.Definition.Custom is not null) CustomRequests.CheckPatchType(sent);
        PatchType type = sent ?? throw ApiErrors.UnsupportedPatchType();
        if (type == PatchType.Apply)
            throw ApplyUnsupported();
        WriteOptions options = WriteOptions.Parse(request, "PatchOptions");
        if (options.Force)
        {
            var errors = new ErrorList { FieldError.Forbidden(FieldPath.Of("force"), "may not be specified for non-apply patch") };
            throw errors.ToException("meta.k8s.io", "PatchOptions", "");
        }
        byte[] patch = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        (StoredObject stored, bool created) = await writer.UpdateAsync(request, store, new UpdatePlan((current, _) =>
            Change(request, store.Definition, options.FieldValidation, type, patch, current))
        {
            Subresource = request.Info.Subresource,
            DryRun = options.DryRun,
        });
        await ViewWriter.WriteAsync(request, created ? 201 : 200, stored.Json, store.Definition);
    }

    public static ApiException ApplyUnsupported() =>
        new(new ApiFailure(415, "UnsupportedMediaType", "server-side apply is not supported by this server yet"));

    private static IApiObject Change(ApiRequest request, ResourceDefinition resource, FieldValidation validation, PatchType type, byte[] patch, ResourceItem current)
    {
        var obj = (IApiObject)Apply(request, resource.Type.KindInfo, validation, type, patch, current.Json);
        if (obj.Metadata.Name != current.Name)
            throw ApiErrors.BadRequest(obj.Metadata.Name.Length == 0
                ? $"the name of the object ({current.Name} based on URL) was undeterminable: name must be provided"
                : $"the name of the object ({obj.Metadata.Name}) does not match the name on the URL ({current.Name})");
        // A namespace on what is in none is dropped, not refused.
        if (obj.Metadata.Namespace.Length == 0 || !resource.Type.Namespaced) obj.Metadata.Namespace = current.Namespace;
        if (obj.Metadata.Namespace != current.Namespace)
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        resource.Strategy.Default(obj);
        return obj;
    }

    /// <summary>The patched object.</summary>
    /// <exception cref="ApiException">The patch is malformed, does not fit, or makes something that is not of the kind.</exception>
    public static IApiKind Apply(ApiRequest request, KindInfo kind, FieldValidation validation, PatchType type, byte[] patch, ReadOnlyMemory<byte> current)
    {
        PatchResult result;
        try
        {
            result = Patcher.Apply(type, patch, current.Span, kind.Schema, validation != FieldValidation.Ignore);
        }
        catch (PatchException e)
        {
            throw e.Error switch
            {
                PatchError.BadRequest => ApiErrors.BadRequest(e.Message),
                PatchError.TooLarge => new ApiException(new ApiFailure(413, "RequestEntityTooLarge", e.Message)),
                PatchError.Rejected => new ApiException(new ApiFailure(422, "Invalid", "the server rejected our request due to an error in our request") { Details = new FailureDetails() }),
                _ => ApiErrors.Plain(e.Message),
            };
        }
        List<string>? strict = validation == FieldValidation.Ignore ? null : [.. result.StrictErrors];
        try
        {
            IApiKind patched = ApiJson.Deserialize(result.Json, kind, strict);
            if (patched.Kind != kind.Kind || patched.ApiVersion != kind.Gvk.ApiVersion)
                throw Undecodable(result, $"no kind {GoValue.Quote(patched.Kind)} is registered for version {GoValue.Quote(patched.ApiVersion)} in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\"");
            if (strict is { Count: > 0 })
            {
                if (validation == FieldValidation.Strict) throw Undecodable(result, "strict decoding error: " + string.Join(", ", strict));
                foreach (string problem in strict) request.Warn(problem);
            }
            return patched;
        }
        catch (ApiDecodeException e)
        {
            throw Undecodable(result, e.Message);
        }
    }

    private static ApiException Undecodable(PatchResult result, string why)
    {
        string message = $"Invalid value: {GoValue.Quote(result.Shown)}: {why}";
        return ApiErrors.Invalid("", "", "", [new FailureCause("FieldValueInvalid", message, "patch")]);
    }
}
