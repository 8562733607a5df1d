using Netes.Api.Json;
using Netes.Api.Protobuf;

namespace Netes.Api;

/// <summary>
/// Kubernetes' protobuf form: the bytes <c>k8s\0</c>, then a <c>runtime.Unknown</c> message with the type's name and the object's
/// bytes (https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding).
/// </summary>
public static class ApiProtobuf
{
    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    public static byte[] Serialize(IApiKind value)
    {
        using var writer = new ProtobufWriter();
        writer.String(4, "");
        writer.String(3, "");
        int raw = writer.Mark();
        value.WriteProtobuf(writer);
        writer.Message(2, raw);
        int type = writer.Mark();
        writer.String(2, value.Kind);
        writer.String(1, value.ApiVersion);
        writer.Message(1, type);
        byte[] result = new byte[Magic.Length + writer.Written.Length];
        Magic.CopyTo(result);
        writer.Written.CopyTo(result.AsSpan(Magic.Length));
        return result;
    }

    /// <exception cref="ApiDecodeException">The bytes are not such a message.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> bytes) where T : class, IApiKind<T>
    {
        Open(bytes, out string apiVersion, out string kind, out byte[] raw);
        var reader = new ProtobufReader(raw);
        return Named(T.ReadProtobuf(ref reader), apiVersion, kind);
    }

    /// <summary>Decodes an object of the kind that the message names; null when the scheme doesn't know it.</summary>
    /// <exception cref="ApiDecodeException">The bytes are not such a message.</exception>
    public static IApiKind? Deserialize(ReadOnlySpan<byte> bytes, Scheme scheme)
    {
        Open(bytes, out string apiVersion, out string kind, out byte[] raw);
        if (scheme.FindKind(Gvk.Parse(apiVersion, kind)) is not { } info) return null;
        var reader = new ProtobufReader(raw);
        return Named(info.ReadProtobuf(ref reader), apiVersion, kind);
    }

    /// <summary>Decodes as <paramref name="info"/> whatever the message calls itself; its names are kept on the object.</summary>
    public static IApiKind Deserialize(ReadOnlySpan<byte> bytes, KindInfo info)
    {
        Open(bytes, out string apiVersion, out string kind, out byte[] raw);
        var reader = new ProtobufReader(raw);
        return Named(info.ReadProtobuf(ref reader), apiVersion, kind);
    }

    /// <summary>The type that a message names, without decoding it.</summary>
    public static (string ApiVersion, string Kind) PeekType(ReadOnlySpan<byte> bytes)
    {
        Open(bytes, out string apiVersion, out string kind, out _);
        return (apiVersion, kind);
    }

    private static T Named<T>(T value, string apiVersion, string kind) where T : IApiKind
    {
        value.ApiVersion = apiVersion;
        value.Kind = kind;
        return value;
    }

    private static void Open(ReadOnlySpan<byte> bytes, out string apiVersion, out string kind, out byte[] raw)
    {
        if (!bytes.StartsWith(Magic)) throw new ApiDecodeException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        apiVersion = kind = "";
        raw = [];
        var reader = new ProtobufReader(bytes[Magic.Length..]);
        int end = reader.BeginMessage();
        while (reader.NextField(end, out int field))
        {
            if (field == 1)
            {
                int typeEnd = reader.BeginMessage();
                while (reader.NextField(typeEnd, out int typeField))
                {
                    if (typeField == 1) apiVersion = reader.String();
                    else if (typeField == 2) kind = reader.String();
                    else reader.Skip();
                }
                reader.EndMessage(typeEnd);
            }
            else if (field == 2) raw = reader.Bytes();
            else reader.Skip();
        }
        reader.EndMessage(end);
    }
}
