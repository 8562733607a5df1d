using Netes.Api;
using Netes.Api.MetaV1;
using Netes.ApiServer.Patching.Apply;

namespace Netes.ApiServer.Resources;

/// <summary>Has a resource's writes kept track of in metadata.managedFields: the seam between requests and field ownership.</summary>
internal sealed class FieldTracking
{
    private readonly ResourceDefinition _resource;
    private readonly Dictionary<string, FieldFilter> _filters = new(StringComparer.Ordinal);

    public FieldTracking(ResourceDefinition resource, IObjectVersions? versions = null)
    {
        _resource = resource;
        Ownership = new FieldOwnership(resource.Type.Gvr.ApiVersion, resource.Type.KindInfo.Schema, () => ObjectCodec.Encode(resource.Type.KindInfo.Create()), versions);
        _filters[""] = Filter("");
        foreach (SubresourceType subresource in resource.Type.Subresources) _filters[subresource.Name] = Filter(subresource.Name);
    }

    public FieldOwnership Ownership { get; }

    /// <summary>Who writes by a request.</summary>
    public FieldWriter Writer(ApiRequest request, string subresource) =>
        new(ManagerName(request), subresource, request.Now, _filters.GetValueOrDefault(subresource) ?? FieldFilter.None);

    /// <summary>The managedFields of an object that the server itself makes at its start.</summary>
    public List<ManagedFieldsEntry>? OfServer(IApiObject obj, DateTime now) =>
        Ownership.AfterUpdate(new FieldWriter("kube-apiserver", "", now, _filters[""]), default, ObjectCodec.Encode(obj), null, null);

    /// <summary>The managedFields of an object that a request creates.</summary>
    public List<ManagedFieldsEntry>? AfterCreate(ApiRequest request, IApiObject obj)
    {
        List<ManagedFieldsEntry>? given = obj.Metadata.ManagedFields;
        obj.Metadata.ManagedFields = null;
        return Ownership.AfterUpdate(Writer(request, ""), default, ObjectCodec.Encode(obj), given, null);
    }

    /// <summary>The managedFields of an object that a request updates.</summary>
    public List<ManagedFieldsEntry>? AfterUpdate(ApiRequest request, string subresource, ResourceItem current, IApiObject old, IApiObject obj)
    {
        List<ManagedFieldsEntry>? given = obj.Metadata.ManagedFields;
        obj.Metadata.ManagedFields = null;
        return Ownership.AfterUpdate(Writer(request, subresource), current.Json, ObjectCodec.Encode(obj), given, old.Metadata.ManagedFields);
    }

    private static string ManagerName(ApiRequest request) =>
        request.Query("fieldManager") is { Length: > 0 } name ? name : FieldManager.NameFromUserAgent(request.Http.Request.Headers.UserAgent.ToString());

    // A kind without a status subresource takes its status like any other field.
    private FieldFilter Filter(string subresource) => _resource.Type.FindSubresource("status") is null
        ? FieldFilter.None : ResetFields.Filter(_resource.Group, _resource.Plural, subresource);
}
