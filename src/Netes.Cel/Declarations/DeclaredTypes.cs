namespace Netes.Cel;

/// <summary>The object types of some declarations, as struct types of an environment. Their values come from outside: none can be made.</summary>
public sealed class DeclaredTypes : ICelTypeProvider
{
    private readonly Dictionary<string, DeclaredType> _objects = new(StringComparer.Ordinal);

    public DeclaredTypes(params IEnumerable<DeclaredType> roots)
    {
        foreach (DeclaredType root in roots) root.Collect(_objects);
    }

    public CelType? FindStruct(string name) => _objects.TryGetValue(name, out DeclaredType? type) ? type.Type : null;

    public CelType? FindField(string structName, string field) =>
        _objects.TryGetValue(structName, out DeclaredType? type) && type.Fields!.TryGetValue(field, out DeclaredType? found) ? found.Type : null;

    public CelValue Create(string structName, IReadOnlyList<KeyValuePair<string, CelValue>> fields)
    {
        var map = new CelDictionary();
        foreach ((string field, CelValue value) in fields) map.TryAdd(CelValue.String(field), value);
        return CelValue.Map(map);
    }
}
