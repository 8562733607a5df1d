using System.Text.Json;
using Netes.Api.Schemas;

namespace Netes.ApiServer.Patching.Apply;

/// <summary>How a value is divided into fields that can be owned one by one.</summary>
/// <param name="Schema">The value's schema.</param>
/// <param name="ListType">How a list is divided, which the field says that holds it.</param>
/// <param name="Keys">The fields that name an element of a list of type map.</param>
/// <param name="IsAtomic">The value is one field, whatever it is made of.</param>
internal readonly record struct Shape(Schema Schema, ListType ListType, IReadOnlyList<string> Keys, bool IsAtomic)
{
    public static Shape Root(Schema schema) => new(schema, ListType.Unspecified, [], false);

    /// <summary>Scalars, and whatever is only replaced as a whole. What has no schema is divided as the value itself says.</summary>
    public bool IsLeaf => IsAtomic || Schema.Kind switch
    {
        SchemaKind.Object or SchemaKind.Map => false,
        SchemaKind.List => !IsAssociative,
        _ => !IsDeduced,
    };

    public bool IsAssociative => Schema.Kind == SchemaKind.List && ListType is ListType.Map or ListType.Set;

    public bool IsStruct => Schema.Kind == SchemaKind.Object;

    /// <summary>Nothing is known of the value: its objects are divided, its lists are not.</summary>
    public bool IsDeduced => Schema.Kind is not (SchemaKind.Object or SchemaKind.Map or SchemaKind.List or SchemaKind.String or SchemaKind.Int32
        or SchemaKind.Int64 or SchemaKind.Double or SchemaKind.Boolean or SchemaKind.Bytes or SchemaKind.Time or SchemaKind.MicroTime
        or SchemaKind.Duration or SchemaKind.Quantity or SchemaKind.IntOrString or SchemaKind.Any);

    /// <summary>The shape of a list's elements.</summary>
    public Shape Item => Root(Schema.Items!) with { IsAtomic = Schema.Items!.IsAtomic };

    /// <summary>The shape of a map's values, or of a deduced object's.</summary>
    public Shape Value => Schema.Kind == SchemaKind.Map ? Item : Root(Schema);

    public static Shape Of(SchemaField field) =>
        new(field.Schema, field.ListType, field.ListMapKeys, !field.Granular && (field.AtomicStruct || field.Schema.IsAtomic));

    /// <summary>The shape of a member; null when a struct has no such field.</summary>
    public Shape? Member(string name) => IsStruct ? Schema.FindField(name) is { } field ? Of(field) : null : Value;

    /// <summary>Names a list's element.</summary>
    /// <returns>Null when it can't be named: <paramref name="error"/> says why, in the words of structured-merge-diff.</returns>
    public string? ElementName(JsonElement element, out string? error)
    {
        error = null;
        if (ListType == ListType.Set || Keys.Count == 0)
        {
            error = element.ValueKind switch
            {
                JsonValueKind.Object => "associative list without keys has an element that's a map type",
                JsonValueKind.Array => "not supported: associative list with lists as elements",
                JsonValueKind.Null => "associative list without keys has an element that's an explicit null",
                _ => null,
            };
            return error is null ? ListElement.ByValue(element) : null;
        }
        if (element.ValueKind != JsonValueKind.Object)
        {
            error = element.ValueKind == JsonValueKind.Null
                ? "associative list with keys may not have a null element" : "associative list with keys may not have non-map elements";
            return null;
        }
        var keys = new (string, JsonElement)[Keys.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            if (!element.TryGetProperty(Keys[i], out JsonElement value) && !TryDefault(Keys[i], out value))
            {
                error = $"associative list with keys has an element that omits key field \"{Keys[i]}\" (and doesn't have default value)";
                return null;
            }
            keys[i] = (Keys[i], value);
        }
        return ListElement.ByKeys(keys);
    }

    private bool TryDefault(string key, out JsonElement value)
    {
        value = default;
        if (Schema.Items!.FindField(key)?.DefaultJson is not { } json) return false;
        using JsonDocument document = JsonDocument.Parse(json);
        value = document.RootElement.Clone();
        return true;
    }
}
