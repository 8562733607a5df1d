using Netes.Api;

namespace Netes.ApiServer.Resources;

/// <summary>Bytes to objects and back for the pipeline, which doesn't know the type.</summary>
internal static class ObjectCodec
{
    /// <summary>Decodes what the store holds: unknown fields are dropped.</summary>
    public static IApiKind Decode(KindInfo kind, ReadOnlyMemory<byte> json) => ApiJson.Deserialize(json.Span, kind);

    /// <summary>The UTF-8 JSON that is stored and that clients get.</summary>
    public static byte[] Encode(IApiKind obj) => ApiJson.Serialize(obj);
}
