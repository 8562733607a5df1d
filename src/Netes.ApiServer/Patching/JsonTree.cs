using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Netes.Api;
using Netes.Api.Json;

namespace Netes.ApiServer.Patching;

/// <summary>
/// UTF-8 JSON to nodes that may be changed, and back. Unlike <see cref="JsonNode.Parse(string, JsonNodeOptions?, JsonDocumentOptions)"/>
/// it takes what Go takes: of duplicate fields the last counts, and each is reported for strict field validation.
/// </summary>
internal static class JsonTree
{
    /// <summary>Deep enough for any schema; keeps recursion over hostile input within the stack.</summary>
    public const int MaxDepth = 1000;

    /// <param name="utf8">One JSON value.</param>
    /// <param name="duplicates">Receives texts such as <c>duplicate field "spec.replicas"</c>.</param>
    /// <param name="root">Where the value itself stands, such as "spec"; "" for a whole document.</param>
    /// <exception cref="JsonException">The input is not JSON, or too deep. Its message is Go's.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8, List<string>? duplicates = null, string root = "")
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            var path = duplicates is null ? null : new Stack<string>();
            if (root.Length > 0) path?.Push(root);
            JsonNode? node = Read(ref reader, duplicates, path);
            while (reader.Read()) { }
            return node;
        }
        catch (JsonException e)
        {
            throw new JsonException(GoJsonSyntax.Describe(utf8), e);
        }
    }

    public static byte[] ToUtf8(JsonNode? node)
    {
        if (node is null) return "null"u8.ToArray();
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, ApiJson.WriterOptions)) node.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }

    private static JsonNode? Read(ref Utf8JsonReader reader, List<string>? duplicates, Stack<string>? path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var obj = new JsonObject();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    string name = reader.GetString()!;
                    if (obj.Remove(name)) duplicates?.Add($"duplicate field \"{Name(path!, name)}\"");
                    reader.Read();
                    path?.Push(path.Count == 0 ? name : "." + name);
                    obj[name] = Read(ref reader, duplicates, path);
                    path?.Pop();
                }
                return obj;
            case JsonTokenType.StartArray:
                var list = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    path?.Push($"[{list.Count}]");
                    list.Add(Read(ref reader, duplicates, path));
                    path?.Pop();
                }
                return list;
            case JsonTokenType.String: return JsonValue.Create(reader.GetString());
            case JsonTokenType.True: return JsonValue.Create(true);
            case JsonTokenType.False: return JsonValue.Create(false);
            case JsonTokenType.Number:
                // A number that is no 64-bit integer keeps its own digits.
                return reader.TryGetInt64(out long integer) ? JsonValue.Create(integer) : JsonValue.Create(JsonElement.ParseValue(ref reader));
            default: return null;
        }
    }

    private static string Name(Stack<string> path, string name) =>
        path.Count == 0 ? name : string.Concat(path.Reverse()) + "." + name;
}
