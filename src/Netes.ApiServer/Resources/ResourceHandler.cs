using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.Validation;
using Netes.ApiServer.Extensions.CustomResources;
using Netes.ApiServer.Http;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Resources;

/// <summary>What one subresource does instead of the generic handling.</summary>
internal delegate Task SubresourceHandler(ApiRequest request, ResourceStore store);

/// <summary>
/// The one path that every request for a resource takes after authorisation, whatever its kind: verb by verb, with special
/// subresources and resources that store nothing looked up in a table.
/// </summary>
internal sealed class ResourceHandler(
    ObjectWriter writer,
    ObjectDeleter deleter,
    ObjectPatcher patcher,
    IReadOnlyDictionary<(string Group, string Resource, string Subresource), SubresourceHandler> special,
    Scheme scheme,
    TimeProvider time,
    CancellationToken stopping)
{
    public Task HandleAsync(ApiRequest request, ResourceStore store)
    {
        RequestInfo info = request.Info;
        if (store.Definition.Custom is { } custom) CustomRequests.CheckShape(request, custom);
        else CheckShape(request);
        if (Deprecation(store.Definition) is { } deprecated) request.Warn(deprecated);
        if (special.TryGetValue((store.Definition.Group, store.Definition.Plural, info.Subresource), out SubresourceHandler? handler))
            return handler(request, store);
        if (store.Definition.Custom is not null && info.Subresource == "scale") return customScale.HandleAsync(request, store);
        return info.Verb switch
        {
            "get" => ObjectReader.GetAsync(request, store),
            "list" => ListReader.ListAsync(request, store),
            "watch" => new WatchStream(request, store, ListOptions.Parse(request, watch: true), time, stopping).RunAsync(),
            "create" => CreateAsync(request, store),
            "update" => UpdateAsync(request, store),
            "patch" => patcher.PatchAsync(request, store),
            "delete" => DeleteAsync(request, store),
            "deletecollection" => DeleteCollectionAsync(request, store),
            _ => throw ApiErrors.MethodNotAllowed(),
        };
    }

    private readonly CustomScale customScale = new(writer, scheme);

    private static string? Deprecation(ResourceDefinition resource) => resource.Custom is { } custom ? custom.Warning : (resource.Group, resource.Plural) switch
    {
        ("", "endpoints") => "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        ("", "componentstatuses") => "v1 ComponentStatus is deprecated in v1.19+",
        _ => null,
    };

    /// <summary>Whether the path fits the resource (404) and the verb is offered there (405).</summary>
    private static void CheckShape(ApiRequest request)
    {
        RequestInfo info = request.Info;
        ResourceType type = request.Resource.Type;
        bool named = info.Name.Length > 0 && !info.NameFromSelector;
        if (type.Namespaced && info.Namespace.Length == 0)
        {
            if (named) throw ApiErrors.PathNotFound();
            if (info.Verb is not ("list" or "watch")) throw ApiErrors.MethodNotAllowed();
        }
        if (!type.Namespaced && info.Namespace.Length > 0 && info.Resource != "namespaces") throw ApiErrors.PathNotFound();
        IReadOnlyList<string> verbs = type.Verbs;
        if (info.Subresource.Length > 0)
        {
            SubresourceType subresource = type.FindSubresource(info.Subresource) ?? throw ApiErrors.PathNotFound();
            if (info.Rest is not null && info.Subresource != "proxy") throw ApiErrors.PathNotFound();
            verbs = subresource.Verbs;
        }
        else if (info.Verb is "create" && named || info.Verb is "update" or "patch" && !named)
        {
            throw ApiErrors.MethodNotAllowed();
        }
        if (!verbs.Contains(info.Verb) || request.Http.Request.Method == "HEAD") throw ApiErrors.MethodNotAllowed();
    }

    private async Task CreateAsync(ApiRequest request, ResourceStore store)
    {
        WriteOptions options = WriteOptions.Parse(request, "CreateOptions");
        IApiObject obj = await DecodeAsync(request, store.Definition, options.FieldValidation);
        SetNamespace(request, obj, "the namespace of the provided object does not match the namespace sent on the request");
        store.Definition.Strategy.Default(obj);
        StoredObject stored = await writer.CreateAsync(request, store, obj, options.DryRun);
        await ViewWriter.WriteAsync(request, 201, stored.Json, store.Definition);
    }

    private async Task UpdateAsync(ApiRequest request, ResourceStore store)
    {
        WriteOptions options = WriteOptions.Parse(request, "UpdateOptions");
        IApiObject given = await DecodeAsync(request, store.Definition, options.FieldValidation);
        if (given.Metadata.Name.Length == 0)
            throw ApiErrors.BadRequest($"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided");
        if (given.Metadata.Name != request.Name)
            throw ApiErrors.BadRequest($"the name of the object ({given.Metadata.Name}) does not match the name on the URL ({request.Name})");
        SetNamespace(request, given, $"the namespace of the object ({given.Metadata.Namespace}) does not match the namespace on the request ({request.Namespace})");
        store.Definition.Strategy.Default(given);
        KindInfo kind = store.Definition.Type.KindInfo;
        bool mayCreate = request.Info.Subresource.Length == 0 && store.Definition.Strategy.AllowCreateOnUpdate && given.Metadata.ResourceVersion is "" or "0";
        (StoredObject stored, bool created) = await writer.UpdateAsync(request, store, new UpdatePlan((_, _) => (IApiObject)kind.Clone(given))
        {
            Subresource = request.Info.Subresource,
            DryRun = options.DryRun,
            CreateIfMissing = mayCreate ? () => (IApiObject)kind.Clone(given) : null,
        });
        await ViewWriter.WriteAsync(request, created ? 201 : 200, stored.Json, store.Definition);
    }

    private async Task DeleteAsync(ApiRequest request, ResourceStore store)
    {
        DeleteOptions options = await ObjectDeleter.ReadOptionsAsync(request);
        (IApiObject obj, bool gone) = await deleter.DeleteAsync(request, store, request.Namespace, request.Name, options);
        if (!gone || store.Definition.Strategy.ReturnsDeletedObject || GenericStrategy.AnswersDeleted(store.Definition.Group, store.Definition.Plural))
        {
            await ViewWriter.WriteAsync(request, 200, obj, store.Definition);
            return;
        }
        var status = new Status
        {
            StatusValue = "Success",
            Details = new StatusDetails { Name = request.Name, Group = store.Definition.Group, Kind = store.Definition.Plural, Uid = obj.Metadata.Uid },
        };
        ViewWriter.AddWarnings(request);
        await StatusWriter.WriteAsync(request.Http, status, 200);
    }

    private async Task DeleteCollectionAsync(ApiRequest request, ResourceStore store)
    {
        ListOptions list = ListOptions.Parse(request, watch: false);
        DeleteOptions options = await ObjectDeleter.ReadOptionsAsync(request);
        ListPage page = await ListReader.ReadAsync(request, store, list);
        var deleted = new List<IApiObject>(page.Items.Count);
        foreach (ResourceItem item in page.Items)
        {
            try
            {
                await deleter.DeleteAsync(request, store, item.Namespace, item.Name, options);
                deleted.Add(item.Decode());     // the answer is the list as it was read
            }
            catch (ApiException e) when (e.Failure.Code == 404)
            {
                // Somebody else deleted it first; a collection is deleted when none of it is left.
            }
        }
        var meta = new ListMeta { ResourceVersion = page.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture), Continue = page.Continue, RemainingItemCount = page.Remaining };
        await ListReader.WriteAsync(request, store.Definition, meta, deleted);
    }

    private async ValueTask<IApiObject> DecodeAsync(ApiRequest request, ResourceDefinition resource, FieldValidation validation)
    {
        WireFormat format = RequestBody.Format(request.Http.Request);
        byte[] body = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        if (resource.Custom is not null) return CustomRequests.Decode(request, resource.Type.KindInfo, body, format, validation);
        return (IApiObject)RequestBody.Decode(body, format, resource.Type.KindInfo, validation, request.Warn, scheme);
    }

    private static void SetNamespace(ApiRequest request, IApiObject obj, string mismatch)
    {
        if (!request.Resource.Type.Namespaced || obj.Metadata.Namespace.Length == 0) obj.Metadata.Namespace = request.Namespace;
        else if (obj.Metadata.Namespace != request.Namespace) throw ApiErrors.BadRequest(mismatch);
    }
}
