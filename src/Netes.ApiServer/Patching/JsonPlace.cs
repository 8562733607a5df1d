using System.Globalization;
using System.Text.Json.Nodes;

namespace Netes.ApiServer.Patching;

/// <summary>A place inside a document: a container and the key or index in it (RFC 6901).</summary>
/// <remarks>
/// Follows upstream's library where it is looser than the RFC: an object's missing member reads as null, and indices may be
/// negative, counting from the end.
/// </remarks>
internal readonly record struct JsonPlace(JsonNode Container, string Key)
{
    /// <summary>The value there; null also when an object has no such member.</summary>
    /// <exception cref="PatchException">An array has no such index.</exception>
    public JsonNode? Get() => Container is JsonArray list ? list[Existing(list)] : ((JsonObject)Container)[Key];

    public void Add(JsonNode? value)
    {
        if (Container is JsonObject obj) obj[Key] = value;
        else if (Container is JsonArray list)
        {
            if (Key == "-") list.Add(value);
            else list.Insert(Index(list.Count + 1), value);
        }
    }

    public void Replace(JsonNode? value)
    {
        if (Container is JsonArray list) list[Existing(list)] = value;
        else ((JsonObject)Container)[Key] = value;
    }

    /// <exception cref="PatchException">There is nothing.</exception>
    public void Remove()
    {
        if (Container is JsonArray list) list.RemoveAt(Existing(list));
        else if (!((JsonObject)Container).Remove(Key)) throw Missing($"Unable to remove nonexistent key: {Key}: missing value");
    }

    /// <summary>Finds where a pointer leads; null when something on the way is missing.</summary>
    public static JsonPlace? Find(JsonNode document, string pointer)
    {
        string[] parts = pointer.Split('/');
        if (parts.Length < 2) return null;
        JsonNode? at = document;
        foreach (string part in parts.AsSpan(1, parts.Length - 2))
        {
            at = at switch
            {
                JsonObject obj => obj[Unescape(part)],
                JsonArray list when TryIndex(part, list.Count, out int index) => list[index],
                _ => null,
            };
        }
        return at is JsonObject or JsonArray ? new JsonPlace(at, Unescape(parts[^1])) : null;
    }

    private int Existing(JsonArray list) => Index(list.Count);

    private int Index(int count) => TryIndex(Key, count, out int index)
        ? index : throw Missing($"Unable to access invalid index: {Key}: invalid index referenced");

    private static bool TryIndex(string key, int count, out int index)
    {
        if (!int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index)) return false;
        if (index < 0) index += count;
        return index >= 0 && index < count;
    }

    private static string Unescape(string part) =>
        part.Contains('~') ? part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal) : part;

    private static PatchException Missing(string message) => new(PatchError.Rejected, message);
}
