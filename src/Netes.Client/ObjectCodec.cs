using Netes.Api;

namespace Netes.Client;

/// <summary>The one place where the client meets the JSON codec.</summary>
internal static class ObjectCodec
{
    /// <summary>Reads one object. The server leaves kind and apiVersion out of list items: they are filled in,
    /// so that owner references and events made from any object are whole.</summary>
    public static T Decode<T>(ReadOnlySpan<byte> json) where T : class, IApiObject<T>
    {
        var obj = ApiJson.Deserialize<T>(json);
        if (obj.Kind.Length == 0) obj.Kind = T.KindInfo.Gvk.Kind;
        if (obj.ApiVersion.Length == 0) obj.ApiVersion = T.KindInfo.Gvk.ApiVersion;
        return obj;
    }

    public static byte[] Encode<T>(T obj) where T : class, IApiObject<T>
    {
        if (obj.Kind.Length == 0) obj.Kind = T.KindInfo.Gvk.Kind;
        if (obj.ApiVersion.Length == 0) obj.ApiVersion = T.KindInfo.Gvk.ApiVersion;
        return ApiJson.Serialize(obj);
    }
}
