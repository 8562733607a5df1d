using System.Buffers.Text;
using System.Text.Json;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>Reads members of a JSON Web Token's claims, whatever their shape turns out to be (RFC 7519).</summary>
internal static class JwtClaims
{
    public const int MaxLength = 16384;

    public static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : "";

    /// <summary>A string or a list of strings.</summary>
    public static List<string> Texts(JsonElement element, string name)
    {
        var texts = new List<string>();
        if (!element.TryGetProperty(name, out JsonElement value)) return texts;
        if (value.ValueKind == JsonValueKind.String) texts.Add(value.GetString()!);
        if (value.ValueKind != JsonValueKind.Array) return texts;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String) texts.Add(item.GetString()!);
        }
        return texts;
    }

    /// <summary>A time in seconds since 1970, fractions allowed; null when it is absent or out of range.</summary>
    public static DateTimeOffset? Time(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double seconds)) return null;
        return seconds is >= 0 and < 253402300799 ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)) : null;
    }

    /// <summary>The claims of a token whose signature is not checked: for finding out who issued it. Null if it is no token.</summary>
    public static JsonDocument? Peek(string token)
    {
        int first = token.IndexOf('.', StringComparison.Ordinal), last = token.LastIndexOf('.');
        if (first < 0 || last == first || token.Length > MaxLength) return null;
        try
        {
            JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token.AsSpan(first + 1, last - first - 1)));
            if (claims.RootElement.ValueKind == JsonValueKind.Object) return claims;
            claims.Dispose();
            return null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
