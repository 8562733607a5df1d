using Netes.Api;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>Brings an object from one served version of its resource into another.</summary>
internal static class VersionChange
{
    public static IApiKind? To(IApiKind? obj, ResourceDefinition from, ResourceDefinition to)
    {
        // What subresources take (a Scale, a Binding) is the same whichever version was asked.
        if (obj is null || ReferenceEquals(from, to) || obj.Info.Gvk != from.Type.KindInfo.Gvk) return obj;
        IApiKind stored = from.Conversion is { } own ? own.ToStored(obj) : obj;
        return to.Conversion is { } other ? other.FromStored(stored) : stored;
    }
}
