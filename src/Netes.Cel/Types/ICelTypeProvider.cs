namespace Netes.Cel;

/// <summary>Knows the struct types of an environment: those of a schema, or objects that an expression may make.</summary>
public interface ICelTypeProvider
{
    /// <summary>The struct type of that name; null when there is none.</summary>
    CelType? FindStruct(string name);

    /// <summary>The type of a field; null when the struct has no such field.</summary>
    CelType? FindField(string structName, string field);

    /// <summary>Makes a value of a struct type, as <c>Name{field: value}</c> asks.</summary>
    CelValue Create(string structName, IReadOnlyList<KeyValuePair<string, CelValue>> fields);
}
