using System.Buffers.Text;
using System.Text.Json;

namespace Netes.Storage.Caching;

/// <summary>
/// Puts <c>metadata.resourceVersion</c> into a stored object. A value is stored without it, because the revision is known
/// only when the value has been written; readers splice the mod revision in. The place is found by reading the JSON's first
/// members exactly (no search for text): inside the top-level <c>metadata</c>, behind those of name, generateName,
/// namespace, selfLink and uid that stand at its beginning, which is where Kubernetes writes it. With kind, apiVersion and
/// metadata leading, as our encoder writes them, about 200 bytes are looked at, however large the object is.
/// </summary>
public readonly struct ResourceVersionSplice
{
    private enum Comma { Before, After, None }

    private readonly int _offset;
    private readonly Comma _comma;
    private readonly bool _wrap;

    private ResourceVersionSplice(int offset, Comma comma, bool wrap = false)
    {
        _offset = offset;
        _comma = comma;
        _wrap = wrap;
    }

    /// <summary>Finds the place in a JSON object that has no <c>metadata.resourceVersion</c>.</summary>
    /// <exception cref="JsonException">The value is not a JSON object, or its metadata is none.</exception>
    public static ResourceVersionSplice Find(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("not a JSON object");
        var start = (int)reader.BytesConsumed;
        var first = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            reader.Read();
            if (isMetadata) return InMetadata(ref reader);
            reader.Skip();
            first = false;
        }
        return new ResourceVersionSplice(start, first ? Comma.None : Comma.After, wrap: true);
    }

    /// <summary>A copy of the stored value with the resource version in it.</summary>
    public static byte[] Insert(ReadOnlySpan<byte> json, long revision) => Find(json).Insert(json, revision, out _);

    /// <param name="json">The value that this place was found in.</param>
    /// <param name="revision">The resource version.</param>
    /// <param name="inserted">What was inserted where, so that it can be cut out or changed.</param>
    internal byte[] Insert(ReadOnlySpan<byte> json, long revision, out Range inserted)
    {
        Span<byte> text = stackalloc byte[64];
        var length = 0;
        if (_comma == Comma.Before) Append(text, ref length, ","u8);
        if (_wrap) Append(text, ref length, "\"metadata\":{"u8);
        Append(text, ref length, "\"resourceVersion\":\""u8);
        Utf8Formatter.TryFormat(revision, text[length..], out var digits);
        length += digits;
        Append(text, ref length, "\""u8);
        if (_wrap) Append(text, ref length, "}"u8);
        if (_comma == Comma.After) Append(text, ref length, ","u8);

        var result = GC.AllocateUninitializedArray<byte>(json.Length + length);
        json[.._offset].CopyTo(result);
        text[..length].CopyTo(result.AsSpan(_offset));
        json[_offset..].CopyTo(result.AsSpan(_offset + length));
        inserted = _offset..(_offset + length);
        return result;
    }

    private static ResourceVersionSplice InMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("metadata is not an object");
        var offset = (int)reader.BytesConsumed;
        var first = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && Leads(ref reader))
        {
            reader.Read();
            reader.Skip();
            offset = (int)reader.BytesConsumed;
            first = false;
        }
        if (!first) return new ResourceVersionSplice(offset, Comma.Before);
        return new ResourceVersionSplice(offset, reader.TokenType == JsonTokenType.EndObject ? Comma.None : Comma.After);
    }

    private static bool Leads(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("generateName"u8) || reader.ValueTextEquals("namespace"u8)
        || reader.ValueTextEquals("selfLink"u8) || reader.ValueTextEquals("uid"u8);

    private static void Append(Span<byte> text, ref int length, ReadOnlySpan<byte> part)
    {
        part.CopyTo(text[length..]);
        length += part.Length;
    }
}
