using System.Text.Json;
using Netes.Api;
using Netes.ApiServer.Strategies;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Resources;

/// <summary>A stored object in the watch cache: its JSON, and what lists and watches select by, worked out when first asked.</summary>
internal sealed class ResourceItem : CachedObject
{
    private readonly ResourceDefinition definition;
    private Dictionary<string, string>? labels;
    private string?[]? fields;
    private IApiObject? shared;

    public ResourceItem(ResourceDefinition definition, KeyValue stored) : base(stored)
    {
        this.definition = definition;
        ReadOnlySpan<char> path = stored.Key.AsSpan(definition.KeyPrefix.Length);
        int slash = path.IndexOf('/');
        Namespace = slash < 0 ? "" : path[..slash].ToString();
        Name = path[(slash + 1)..].ToString();
    }

    public string Namespace { get; }
    public string Name { get; }

    public IReadOnlyDictionary<string, string> Labels => labels ??= ReadLabels(Json.Span);

    /// <summary>The typed object, decoded once and shared: it must not be changed.</summary>
    public IApiObject Shared => shared ??= Decode();

    /// <summary>A fresh typed copy, resource version included.</summary>
    public IApiObject Decode() => definition.Decode(Json);

    /// <summary>A selectable field's value; null if the kind has no such field.</summary>
    public string? Field(string field)
    {
        if (field == "metadata.name") return Name;
        if (field == "metadata.namespace") return Namespace;
        IReadOnlyList<string> known = definition.Strategy.SelectableFields;
        for (int i = 0; i < known.Count; i++)
        {
            if (known[i] == field) return (fields ??= new string?[known.Count])[i] ??= ReadField(field);
        }
        return null;
    }

    private string ReadField(string field) => definition.PlainField(field) is { } path
        ? JsonMember.ReadString(Json.Span, path)
        : definition.Strategy.SelectableField(Decode(), field) ?? "";

    /// <summary>metadata.labels, read without decoding the rest of the object.</summary>
    private static Dictionary<string, string> ReadLabels(ReadOnlySpan<byte> json)
    {
        var result = new Dictionary<string, string>();
        var reader = new Utf8JsonReader(json);
        if (!JsonMember.Enter(ref reader, "metadata"u8) || !JsonMember.Enter(ref reader, "labels"u8)) return result;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            result[key] = reader.GetString() ?? "";
        }
        return result;
    }
}
