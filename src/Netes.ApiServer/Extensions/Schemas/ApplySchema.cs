using Netes.Api.Schemas;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>Makes the schema that patching and apply read of a custom resource's structural schema.</summary>
internal static class ApplySchema
{
    /// <param name="name">The definition's name, such as <c>com.example.v1.Thing</c>.</param>
    public static Schema Of(string name, StructuralSchema schema) => Schema.Object(name, atomic: false, () =>
    [
        new SchemaField("kind", Schema.String) { AlwaysWritten = true },
        new SchemaField("apiVersion", Schema.String) { AlwaysWritten = true },
        new SchemaField("metadata", Netes.Api.MetaV1.ObjectMeta.Schema),
        .. schema.Properties.Where(p => p.Key is not ("kind" or "apiVersion" or "metadata")).Select(p => Field(p.Key, p.Value, false)),
        .. schema.PreservesUnknownFields ? [Others()] : Array.Empty<SchemaField>(),
    ]);

    private static SchemaField Field(string name, StructuralSchema schema, bool required) => new(name, Lazily(schema))
    {
        Required = required,
        Pointer = true,
        ListType = schema.Type != "array" ? ListType.Unspecified : schema.Source.XKubernetesListType switch
        {
            "map" => ListType.Map,
            "set" => ListType.Set,
            _ => ListType.Atomic,
        },
        ListMapKeys = schema.Source.XKubernetesListMapKeys ?? [],
        AtomicStruct = schema.Source.XKubernetesMapType == "atomic",
        DefaultJson = schema.HasDefault ? JsonValues.ToText(schema.Default()) : null,
    };

    /// <summary>Stands for every member that the schema doesn't name.</summary>
    private static SchemaField Others() => new(SchemaField.AnyOther, Schema.Deduced);

    private static Func<Schema> Lazily(StructuralSchema schema)
    {
        Schema? made = null;
        return () => made ??= Of(schema);
    }

    private static Schema Of(StructuralSchema schema)
    {
        if (schema.IsIntOrString) return Schema.Any;
        bool atomic = schema.Source.XKubernetesMapType == "atomic";
        switch (schema.Type)
        {
            case "array":
                return schema.Items is { } items ? Schema.List(Lazily(items)) : Schema.Deduced;
            case "object" when schema.IsEmbeddedResource || schema.Properties.Count > 0:
                return Schema.Object("", atomic, () =>
                [
                    .. schema.IsEmbeddedResource ? Embedded(schema) : [],
                    .. schema.Properties.Select(p => Field(p.Key, p.Value, schema.Source.Required?.Contains(p.Key) == true)),
                    .. schema.PreservesUnknownFields ? [Others()] : Array.Empty<SchemaField>(),
                ]);
            case "object" when schema.AdditionalProperties is { } values:
                return Schema.Map(Lazily(values), atomic);
            case "object":
                return atomic ? Schema.Any : Schema.Deduced;
            case "string": return Schema.String;
            case "boolean": return Schema.Boolean;
            case "integer": return Schema.Int64;
            case "number": return Schema.Double;
            default: return Schema.Deduced;
        }
    }

    private static IEnumerable<SchemaField> Embedded(StructuralSchema schema)
    {
        if (schema.Find("kind") is null) yield return new SchemaField("kind", Schema.String);
        if (schema.Find("apiVersion") is null) yield return new SchemaField("apiVersion", Schema.String);
        if (schema.Find("metadata") is null) yield return new SchemaField("metadata", Netes.Api.MetaV1.ObjectMeta.Schema);
    }
}
