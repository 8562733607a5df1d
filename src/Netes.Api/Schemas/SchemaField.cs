namespace Netes.Api.Schemas;

/// <summary>A field of an object.</summary>
public sealed class SchemaField
{
    /// <summary>The name of the field that stands for all that an object has beside its named ones: a custom resource may allow
    /// fields of which its schema knows nothing.</summary>
    public const string AnyOther = "*";

    private readonly Func<Schema>? _lazySchema;
    private readonly Schema? _schema;

    public SchemaField(string name, Schema schema)
    {
        Name = name;
        _schema = schema;
    }

    /// <param name="name">The JSON name.</param>
    /// <param name="schema">Called when first needed, as types may hold themselves.</param>
    public SchemaField(string name, Func<Schema> schema)
    {
        Name = name;
        _lazySchema = schema;
    }

    public string Name { get; }

    public Schema Schema => _schema ?? _lazySchema!();

    public bool Required { get; init; }

    /// <summary>Written to JSON even when empty (Go: without <c>omitempty</c>).</summary>
    public bool AlwaysWritten { get; init; }

    /// <summary>May be absent, as distinct from empty (Go: a pointer).</summary>
    public bool Pointer { get; init; }

    public ListType ListType { get; init; }

    /// <summary>The fields that identify an element of a <see cref="ListType.Map"/> list.</summary>
    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary>Apply replaces the struct as a whole at this place.</summary>
    public bool AtomicStruct { get; init; }

    /// <summary>Apply merges the struct or map at this place, even if its type is atomic elsewhere.</summary>
    public bool Granular { get; init; }

    /// <summary>Strategic merge: lists are merged by <see cref="PatchMergeKey"/>, or as a set when it is "".</summary>
    public bool PatchMerge { get; init; }

    /// <summary>Strategic merge: a patch says with <c>$retainKeys</c> which keys stay.</summary>
    public bool PatchRetainKeys { get; init; }

    public bool PatchReplace { get; init; }

    public string PatchMergeKey { get; init; } = "";

    /// <summary>The default that the schema publishes, as JSON; null for none.</summary>
    public string? DefaultJson { get; init; }

    /// <summary>An OpenAPI format beyond what the type implies.</summary>
    public string Format { get; init; } = "";

    public override string ToString() => $"{Name}: {Schema}";
}
