using System.Text.Json.Nodes;
using Netes.Api.ApiExtensionsV1;
using Netes.ApiServer.Patching;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>
/// A custom resource's schema, read once from its definition and then shared by all requests: pruning, defaulting, validation,
/// apply and OpenAPI read it (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema).
/// </summary>
internal sealed class StructuralSchema
{
    private JsonNode? _default;

    private StructuralSchema(JSONSchemaProps source) => Source = source;

    /// <summary>The schema as the definition says it.</summary>
    public JSONSchemaProps Source { get; }

    public string Type => Source.Type;
    public bool Nullable => Source.Nullable;
    public bool PreservesUnknownFields => Source.XKubernetesPreserveUnknownFields == true;
    public bool IsEmbeddedResource => Source.XKubernetesEmbeddedResource;
    public bool IsIntOrString => Source.XKubernetesIntOrString;

    /// <summary>The properties by name; in order of their names.</summary>
    public IReadOnlyList<KeyValuePair<string, StructuralSchema>> Properties { get; private init; } = [];

    private Dictionary<string, StructuralSchema> ByName { get; init; } = [];

    /// <summary>Whether any other member is allowed, too (<c>additionalProperties</c> is there and not false).</summary>
    public bool HasAdditionalProperties { get; private init; }

    /// <summary>What other members look like; null when there are none or nothing is said of them.</summary>
    public StructuralSchema? AdditionalProperties { get; private init; }

    public StructuralSchema? Items { get; private init; }

    public bool HasDefault => _default is not null;

    /// <summary>A fresh copy of the default.</summary>
    public JsonNode? Default() => _default?.DeepClone();

    /// <summary>Whether this schema or one below has a default; most have none, and their objects need no walk.</summary>
    public bool HasDefaultsWithin { get; private set; }

    /// <summary>Whether a resource stands within that has metadata of its own.</summary>
    public bool HasEmbeddedResourcesWithin { get; private set; }

    /// <summary>Whether a set or a list with keys stands within.</summary>
    public bool HasKeyedListsWithin { get; private set; }

    public bool IsList(string type) => Source.XKubernetesListType == type;

    public StructuralSchema? Find(string property) => ByName.GetValueOrDefault(property);

    /// <summary>The schema of a member: a property's, or that of all others.</summary>
    public StructuralSchema? Member(string name) => Find(name) ?? AdditionalProperties;

    /// <summary>A schema for objects of which nothing is known.</summary>
    public static StructuralSchema Anything { get; } = From(new JSONSchemaProps { Type = "object", XKubernetesPreserveUnknownFields = true });

    public static StructuralSchema From(JSONSchemaProps source)
    {
        var properties = (source.Properties ?? []).OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, From(p.Value))).ToArray();
        var schema = new StructuralSchema(source)
        {
            Properties = properties,
            ByName = properties.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal),
            HasAdditionalProperties = source.AdditionalProperties is { } more && (more.Allows || more.Props is not null),
            AdditionalProperties = source.AdditionalProperties?.Props is { } values ? From(values) : null,
            Items = source.Items?.Props is { } items ? From(items) : null,
            _default = source.Default is { } value && !value.Utf8.IsEmpty ? JsonTree.Parse(value.Utf8.Span) : null,
        };
        StructuralSchema[] inner = [.. properties.Select(p => p.Value), .. new[] { schema.AdditionalProperties, schema.Items }.OfType<StructuralSchema>()];
        schema.HasDefaultsWithin = schema.HasDefault || inner.Any(s => s.HasDefaultsWithin);
        schema.HasEmbeddedResourcesWithin = schema.IsEmbeddedResource || inner.Any(s => s.HasEmbeddedResourcesWithin);
        schema.HasKeyedListsWithin = schema.IsList("set") || schema.IsList("map") || inner.Any(s => s.HasKeyedListsWithin);
        return schema;
    }
}
