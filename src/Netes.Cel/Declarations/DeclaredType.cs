namespace Netes.Cel;

/// <summary>
/// A type as a schema declares it: more than the language's type, it knows which fields there are and how large a value may get, which
/// the estimation of costs needs.
/// </summary>
public sealed class DeclaredType
{
    private DeclaredType(CelType type, long maxElements)
    {
        Type = type;
        MaxElements = maxElements;
    }

    /// <summary>The type that expressions see.</summary>
    public CelType Type { get; }

    /// <summary>The most characters, bytes, elements or entries that a value has; -1 when unknown.</summary>
    public long MaxElements { get; init; }

    /// <summary>Of lists the element, of maps the value.</summary>
    public DeclaredType? Element { get; init; }

    /// <summary>Of maps the key.</summary>
    public DeclaredType? Key { get; init; }

    /// <summary>The fields of an object by their escaped names; null for everything else.</summary>
    public IReadOnlyDictionary<string, DeclaredType>? Fields { get; init; }

    /// <summary>The format of a string, such as <c>date-time</c>; "" without one.</summary>
    public string Format { get; init; } = "";

    /// <summary>How a list is compared: <c>atomic</c>, <c>set</c> or <c>map</c>.</summary>
    public string ListType { get; init; } = "";

    /// <summary>The fields that tell the elements of a <c>map</c> list apart.</summary>
    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary>An int or a string.</summary>
    public bool IsIntOrString { get; init; }

    public static DeclaredType Dyn(long maxElements = -1) => new(CelType.Dyn, maxElements);

    public static DeclaredType IntOrString(long maxElements) => new(CelType.Dyn, maxElements) { IsIntOrString = true };

    /// <summary>A type without parts, such as <see cref="CelType.Int"/>.</summary>
    public static DeclaredType Scalar(CelType type) => new(type, 0);

    /// <param name="type">String, or what its format makes of it: bytes, a duration, a timestamp.</param>
    /// <param name="maxElements">The most characters or bytes.</param>
    /// <param name="format">"" without one.</param>
    public static DeclaredType String(CelType type, long maxElements, string format = "") => new(type, maxElements) { Format = format };

    public static DeclaredType List(DeclaredType element, long maxElements, string listType = "", IReadOnlyList<string>? mapKeys = null) =>
        new(CelType.List(element.Type), maxElements) { Element = element, ListType = listType, ListMapKeys = mapKeys ?? [] };

    public static DeclaredType Map(DeclaredType key, DeclaredType value, long maxElements) =>
        new(CelType.Map(key.Type, value.Type), maxElements) { Element = value, Key = key };

    /// <param name="name">Its own in the environment, such as <c>Object.spec</c>.</param>
    /// <param name="fields">By their names in JSON.</param>
    public static DeclaredType Object(string name, IEnumerable<KeyValuePair<string, DeclaredType>> fields)
    {
        var escaped = new Dictionary<string, DeclaredType>(StringComparer.Ordinal);
        foreach ((string field, DeclaredType type) in fields)
        {
            if (FieldNames.Escape(field) is { } known) escaped[known] = type;
        }
        return new(CelType.Struct(name), 0) { Fields = escaped };
    }

    /// <summary>Every object type within, this one included.</summary>
    internal void Collect(Dictionary<string, DeclaredType> objects)
    {
        if (Fields is not null && !objects.TryAdd(Type.Name, this)) return;
        Element?.Collect(objects);
        Key?.Collect(objects);
        foreach (DeclaredType field in Fields?.Values ?? []) field.Collect(objects);
    }
}
