using Netes.Api;
using Netes.ApiServer.Extensions.Schemas;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Extensions.CustomResources;

/// <summary>
/// Versions of a custom resource that differ in nothing but their name. Reading also prunes and fills defaults, as the schema may
/// have changed since the object was written.
/// </summary>
/// <param name="served">The version that is served.</param>
/// <param name="storage">The apiVersion that objects are stored with.</param>
internal sealed class CustomConversion(CustomResource served, string storage) : IVersionConversion
{
    public KindInfo Stored => served.Kind;

    public bool IsStored { get; } = served.Kind.Gvk.ApiVersion == storage;

    public IApiKind FromStored(IApiKind stored)
    {
        var obj = (CustomObject)stored;
        obj.ApiVersion = served.Kind.Gvk.ApiVersion;
        Defaulter.Fill(obj.Content, served.Schema);
        return obj;
    }

    public IApiKind ToStored(IApiKind obj)
    {
        obj.ApiVersion = storage;
        return obj;
    }
}
