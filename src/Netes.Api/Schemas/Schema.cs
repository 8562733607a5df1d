namespace Netes.Api.Schemas;

/// <summary>What a value is.</summary>
public enum SchemaKind : byte
{
    Object, Map, List, String, Int32, Int64, Double, Boolean, Bytes, Time, MicroTime, Duration, Quantity, IntOrString,
    RawExtension, FieldsV1, Json, Any,

    /// <summary>Nothing is known of the value: apply merges objects member by member and replaces lists as a whole.</summary>
    Deduced,
}

/// <summary>How server-side apply merges a list.</summary>
public enum ListType : byte { Unspecified, Atomic, Set, Map }

/// <summary>
/// The shape of a JSON value. Built-in types have theirs from the definitions in <c>api/</c>; custom resources make the same
/// objects at run time, so that patching, apply, defaulting and OpenAPI need not know which is which.
/// </summary>
public sealed class Schema
{
    private readonly Func<Schema>? _items;
    private readonly Func<SchemaField[]>? _makeFields;
    private SchemaField[]? _fields;
    private Dictionary<string, SchemaField>? _byName;

    private Schema(SchemaKind kind, string name = "", Func<SchemaField[]>? fields = null, Func<Schema>? items = null)
    {
        Kind = kind;
        Name = name;
        _makeFields = fields;
        _items = items;
    }

    public static Schema String { get; } = new(SchemaKind.String);
    public static Schema Int32 { get; } = new(SchemaKind.Int32);
    public static Schema Int64 { get; } = new(SchemaKind.Int64);
    public static Schema Double { get; } = new(SchemaKind.Double);
    public static Schema Boolean { get; } = new(SchemaKind.Boolean);
    public static Schema Bytes { get; } = new(SchemaKind.Bytes);
    public static Schema Time { get; } = new(SchemaKind.Time);
    public static Schema MicroTime { get; } = new(SchemaKind.MicroTime);
    public static Schema Duration { get; } = new(SchemaKind.Duration);
    public static Schema Quantity { get; } = new(SchemaKind.Quantity);
    public static Schema IntOrString { get; } = new(SchemaKind.IntOrString);
    public static Schema RawExtension { get; } = new(SchemaKind.RawExtension);
    public static Schema FieldsV1 { get; } = new(SchemaKind.FieldsV1);
    public static Schema Json { get; } = new(SchemaKind.Json);
    public static Schema Any { get; } = new(SchemaKind.Any);
    public static Schema Deduced { get; } = new(SchemaKind.Deduced);
    public static Schema StringList { get; } = List(static () => String);

    public static Schema Enum(string[] values) => new(SchemaKind.String) { EnumValues = values };

    public static Schema List(Func<Schema> items) => new(SchemaKind.List, items: items);

    /// <summary>Any JSON value that has a definition of its own.</summary>
    public static Schema NamedJson(string name) => new(SchemaKind.Json, name);

    public static Schema Map(Func<Schema> values, bool atomic) => new(SchemaKind.Map, items: values) { IsAtomic = atomic };

    public static Schema Object(string name, bool atomic, Func<SchemaField[]> fields) =>
        new(SchemaKind.Object, name, fields) { IsAtomic = atomic };

    public SchemaKind Kind { get; }

    /// <summary>The OpenAPI definition name, such as <c>io.k8s.api.core.v1.PodSpec</c>; "" for what has no definition.</summary>
    public string Name { get; }

    /// <summary>Apply replaces the object or map as a whole.</summary>
    public bool IsAtomic { get; init; }

    /// <summary>The only valid values; empty when any is.</summary>
    public IReadOnlyList<string> EnumValues { get; init; } = [];

    /// <summary>The fields of an object in JSON order; empty for everything else.</summary>
    public IReadOnlyList<SchemaField> Fields => _fields ??= _makeFields?.Invoke() ?? [];

    /// <summary>The schema of a list's elements or a map's values; null for everything else.</summary>
    public Schema? Items => _items?.Invoke();

    public SchemaField? FindField(string name)
    {
        _byName ??= Fields.ToDictionary(f => f.Name, StringComparer.Ordinal);
        return _byName.TryGetValue(name, out SchemaField? field) ? field : _byName.GetValueOrDefault(SchemaField.AnyOther);
    }

    public override string ToString() => Name.Length > 0 ? Name : Kind.ToString();
}
