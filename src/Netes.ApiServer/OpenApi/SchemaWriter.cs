using System.Text.Json;
using Netes.Api;
using Netes.Api.Schemas;

namespace Netes.ApiServer.OpenApi;

/// <summary>Which of the two published forms a document has.</summary>
internal enum OpenApiDialect
{
    /// <summary>Swagger 2.0.</summary>
    V2,

    /// <summary>OpenAPI 3.0.</summary>
    V3,
}

/// <summary>Writes schemas with the extensions by which clients know how lists merge.</summary>
internal sealed class SchemaWriter(Utf8JsonWriter json, OpenApiDialect dialect, Definitions definitions, Descriptions descriptions)
{
    private string Reference(string name) => (dialect == OpenApiDialect.V2 ? "#/definitions/" : "#/components/schemas/") + name;

    /// <summary>All definitions, as the members of an object.</summary>
    public void WriteAll()
    {
        json.WriteStartObject();
        foreach (var (name, schema) in definitions.All)
        {
            json.WriteStartObject(name);
            WriteDefinition(name, schema);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>A <c>$ref</c> member.</summary>
    public void WriteReference(string name) => json.WriteString("$ref", Reference(name));

    private void WriteDefinition(string name, Schema schema)
    {
        Description(descriptions.OfType(name));
        switch (schema.Kind)
        {
            case SchemaKind.Object:
                WriteObject(name, schema);
                break;
            case SchemaKind.Time or SchemaKind.MicroTime:
                Type("string", "date-time");
                break;
            case SchemaKind.Duration:
                Type("string");
                break;
            case SchemaKind.RawExtension or SchemaKind.FieldsV1:
                Type("object");
                break;
            case SchemaKind.Quantity:
                if (dialect == OpenApiDialect.V2) Type("string");
                else OneOf("string", "number");
                break;
            case SchemaKind.IntOrString:
                if (dialect == OpenApiDialect.V2) Type("string", "int-or-string");
                else
                {
                    json.WriteString("format", "int-or-string");
                    OneOf("integer", "string");
                }
                break;
        }
    }

    private void WriteObject(string name, Schema schema)
    {
        Type("object");
        string[] required = [.. schema.Fields.Where(f => f.Required).Select(f => f.Name)];
        Strings("required", required);
        if (schema.Fields.Count > 0)
        {
            json.WriteStartObject("properties");
            foreach (SchemaField field in schema.Fields.OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject(field.Name);
                WriteField(name, field);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        WriteKinds(definitions.KindsOf(name));
        if (schema.IsAtomic) json.WriteString("x-kubernetes-map-type", "atomic");
        Unions.Write(json, name);
    }

    private void WriteField(string owner, SchemaField field)
    {
        Schema schema = field.Schema;
        string description = descriptions.OfField(owner, field.Name);
        if (NameOf(schema) is { } referred && IsOfType(description, referred, schema)) description = "";
        Description(description);
        string? value = Default(field);
        bool extended = field.AtomicStruct || field.Granular || field.PatchMerge || field.PatchRetainKeys || field.PatchReplace;
        if (NameOf(schema) is { } name)
        {
            // A reference has no siblings in OpenAPI 3.0, so whatever else is to be said goes around it.
            bool wrap = dialect == OpenApiDialect.V3 && (description.Length > 0 || value is not null || extended);
            if (value is not null && dialect == OpenApiDialect.V3) Raw("default", value);
            if (wrap)
            {
                json.WriteStartArray("allOf");
                json.WriteStartObject();
            }
            WriteReference(name);
            if (wrap)
            {
                json.WriteEndObject();
                json.WriteEndArray();
            }
        }
        else
        {
            Inline(schema, field.Format);
            // Swagger 2.0 documents have never carried the zero defaults.
            if (value is not null && (dialect == OpenApiDialect.V3 || field.DefaultJson is not null)) Raw("default", value);
            Strings("enum", schema.EnumValues.Order(StringComparer.Ordinal));
        }
        WriteExtensions(field);
    }

    /// <summary>
    /// Whether a field's text is really its type's: the client that the texts come from repeats that for fields without their own.
    /// </summary>
    private bool IsOfType(string description, string definition, Schema schema)
    {
        // The client has no classes for free JSON; their texts begin with the type's name.
        if (schema.Kind == SchemaKind.Json) return description.StartsWith(definition[(definition.LastIndexOf('.') + 1)..] + " ", StringComparison.Ordinal);
        return description == descriptions.OfType(definition);
    }

    private void WriteExtensions(SchemaField field)
    {
        Strings("x-kubernetes-list-map-keys", field.ListMapKeys);
        if (field.ListType != ListType.Unspecified)
            json.WriteString("x-kubernetes-list-type", field.ListType switch { ListType.Atomic => "atomic", ListType.Set => "set", _ => "map" });
        if (field.Granular) json.WriteString("x-kubernetes-map-type", "granular");
        else if (field.AtomicStruct || field.Schema is { Kind: SchemaKind.Map, IsAtomic: true }) json.WriteString("x-kubernetes-map-type", "atomic");
        if (field.PatchMergeKey.Length > 0) json.WriteString("x-kubernetes-patch-merge-key", field.PatchMergeKey);
        string strategy = string.Join(',', new[] { field.PatchMerge ? "merge" : "", field.PatchReplace ? "replace" : "", field.PatchRetainKeys ? "retainKeys" : "" }.Where(s => s.Length > 0));
        if (strategy.Length > 0) json.WriteString("x-kubernetes-patch-strategy", strategy);
    }

    /// <summary>A schema where it is used: a reference, or its type.</summary>
    private void WriteInner(Schema schema)
    {
        json.WriteStartObject();
        if (NameOf(schema) is { } name) WriteReference(name);
        else
        {
            Inline(schema, "");
            Strings("enum", schema.EnumValues.Order(StringComparer.Ordinal));
        }
        json.WriteEndObject();
    }

    private void Inline(Schema schema, string format)
    {
        switch (schema.Kind)
        {
            case SchemaKind.String: Type("string", format); break;
            case SchemaKind.Int32: Type("integer", "int32"); break;
            case SchemaKind.Int64: Type("integer", "int64"); break;
            case SchemaKind.Double: Type("number", "double"); break;
            case SchemaKind.Boolean: Type("boolean"); break;
            case SchemaKind.Bytes: Type("string", "byte"); break;
            case SchemaKind.List:
                Type("array");
                json.WritePropertyName("items");
                WriteInner(schema.Items!);
                break;
            case SchemaKind.Map:
                Type("object");
                json.WritePropertyName("additionalProperties");
                WriteInner(schema.Items!);
                break;
            case SchemaKind.Object: Type("object"); break;
        }
    }

    /// <summary>The default that a field publishes: its own, or Go's zero value where that is always written.</summary>
    private static string? Default(SchemaField field)
    {
        if (field.DefaultJson is not null) return field.DefaultJson;
        if (field.Pointer) return null;
        return field.Schema.Kind switch
        {
            SchemaKind.Object => "{}",
            _ when !field.AlwaysWritten => null,
            SchemaKind.String => "\"\"",
            SchemaKind.Int32 or SchemaKind.Int64 or SchemaKind.Double => "0",
            SchemaKind.Boolean => "false",
            _ => null,
        };
    }

    private string? NameOf(Schema schema) => Definitions.NameOf(schema);

    public void WriteKinds(IReadOnlyCollection<Gvk> kinds)
    {
        if (kinds.Count == 0) return;
        json.WriteStartArray("x-kubernetes-group-version-kind");
        foreach (Gvk kind in kinds) WriteKind(kind);
        json.WriteEndArray();
    }

    public void WriteKind(Gvk kind)
    {
        json.WriteStartObject();
        json.WriteString("group", kind.Group);
        json.WriteString("kind", kind.Kind);
        json.WriteString("version", kind.Version);
        json.WriteEndObject();
    }

    private void Description(string text)
    {
        if (text.Length > 0) json.WriteString("description", text);
    }

    private void Type(string type, string format = "")
    {
        json.WriteString("type", type);
        if (format.Length > 0) json.WriteString("format", format);
    }

    private void OneOf(params ReadOnlySpan<string> types)
    {
        json.WriteStartArray("oneOf");
        foreach (string type in types)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void Raw(string name, string value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }

    private void Strings(string name, IEnumerable<string> values)
    {
        if (!values.Any()) return;
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
