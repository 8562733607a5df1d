using System.Text;
using System.Text.Json;

namespace Netes.Api;

/// <summary>A JSON value that is kept as the UTF-8 bytes it came in: RawExtension, FieldsV1, and JSON schema values.</summary>
public readonly struct RawJson(ReadOnlyMemory<byte> utf8) : IEquatable<RawJson>
{
    /// <summary>The UTF-8 bytes of one JSON value; empty stands for null.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    public static RawJson Parse(string json) => new(Encoding.UTF8.GetBytes(json));

    /// <summary>A copy of valid JSON without the whitespace between its tokens: stored and sent JSON has none.</summary>
    internal static byte[] Compact(ReadOnlySpan<byte> json)
    {
        if (json.IndexOfAny(" \t\r\n"u8) < 0) return json.ToArray();
        byte[] result = new byte[json.Length];
        int length = 0;
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            byte c = json[i];
            if (!inString && (c is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) continue;
            result[length++] = c;
            if (c == '"') inString = !inString;
            else if (c == '\\') result[length++] = json[++i];
        }
        return result[..length];
    }

    public void WriteJson(Utf8JsonWriter writer)
    {
        if (Utf8.IsEmpty) writer.WriteNullValue();
        else writer.WriteRawValue(Utf8.Span, skipInputValidation: true);
    }

    public bool Equals(RawJson other)
    {
        if (Utf8.Span.SequenceEqual(other.Utf8.Span)) return true;
        if (Utf8.IsEmpty || other.Utf8.IsEmpty) return false;
        using var a = JsonDocument.Parse(Utf8);
        using var b = JsonDocument.Parse(other.Utf8);
        return JsonElement.DeepEquals(a.RootElement, b.RootElement);
    }

    public override bool Equals(object? obj) => obj is RawJson other && Equals(other);

    /// <summary>Equal values may be spelled differently, so only their absence tells them apart.</summary>
    public override int GetHashCode() => Utf8.IsEmpty ? 0 : 1;

    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);
}
