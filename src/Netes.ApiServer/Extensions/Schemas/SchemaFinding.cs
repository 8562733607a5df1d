using Netes.Api.Validation;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>What a schema has against a value, before it is told in terms of fields.</summary>
/// <param name="Kind">Which rule is broken.</param>
/// <param name="Name">The value's path from where validation began; null for rules about no single field.</param>
/// <param name="Value">What the message shows as the offending value.</param>
/// <param name="Text">The rule in words; for enumerations and maxima unused.</param>
internal sealed record SchemaFinding(SchemaRule Kind, string? Name, object? Value, string Text)
{
    public IReadOnlyList<string> Supported { get; init; } = [];
    public long Actual { get; init; }
    public long Limit { get; init; }

    /// <summary>Two findings with one key are told once.</summary>
    public (SchemaRule, string?, string, long) Key => (Kind, Name, Text, Limit);

    /// <param name="root">Where validation began; null for the object itself.</param>
    public FieldError ToError(FieldPath? root)
    {
        if (Name is null) return FieldError.Invalid(root, "", Text);
        string name = Name.StartsWith('.') ? Name[1..] : Name;
        FieldPath? path = name.Length == 0 ? root : FieldPath.Join(root, name);
        return Kind switch
        {
            SchemaRule.Required => FieldError.Required(path),
            SchemaRule.Enum => FieldError.NotSupported(path, Value, Supported),
            SchemaRule.TooLong => FieldError.TooLong(path, (int)Limit),
            SchemaRule.TooMany => FieldError.TooMany(path, (int)Actual, (int)Limit),
            SchemaRule.Type => FieldError.TypeInvalid(path, Value ?? "", Text),
            _ => FieldError.Invalid(path, Value ?? "", Text),
        };
    }
}

internal enum SchemaRule
{
    Other,
    Required,
    Enum,
    TooLong,
    TooMany,
    Type,
}

/// <summary>The findings on one value, each once, and how many rules were looked at: that says which of several alternatives
/// came nearest.</summary>
internal sealed class SchemaResult
{
    private HashSet<(SchemaRule, string?, string, long)>? _seen;

    public List<SchemaFinding> Findings { get; } = [];
    public int Checks { get; set; }
    public bool IsValid => Findings.Count == 0;

    public void Add(SchemaFinding finding)
    {
        _seen ??= [];
        if (_seen.Add(finding.Key)) Findings.Add(finding);
    }

    public void Merge(SchemaResult? other)
    {
        if (other is null) return;
        foreach (SchemaFinding finding in other.Findings) Add(finding);
        Checks += other.Checks;
    }
}
