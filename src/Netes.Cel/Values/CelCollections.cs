namespace Netes.Cel;

/// <summary>A list that an expression made.</summary>
public sealed class CelArray(CelValue[] values) : CelList
{
    public static readonly CelArray Empty = new([]);

    public override int Count => values.Length;

    public override CelValue this[int index] => values[index];
}

/// <summary>Two lists, one after the other.</summary>
internal sealed class CelConcatenation(CelList first, CelList second) : CelList
{
    public override int Count { get; } = first.Count + second.Count;

    public override CelValue this[int index] => index < first.Count ? first[index] : second[index - first.Count];
}

/// <summary>The list that a comprehension builds; nobody else sees it before it is complete.</summary>
internal sealed class CelGrowingList : CelList
{
    private readonly List<CelValue> _values = [];

    public override int Count => _values.Count;

    public override CelValue this[int index] => _values[index];

    public void Add(CelValue value) => _values.Add(value);

    public void AddRange(CelList list)
    {
        for (int i = 0; i < list.Count; i++) _values.Add(list[i]);
    }
}

/// <summary>A map with any keys, in the order of insertion.</summary>
public sealed class CelDictionary : CelMap
{
    private readonly Dictionary<CelValue, CelValue> _entries = new(CelKeyComparer.Instance);

    public override int Count => _entries.Count;

    /// <summary>False when the key is there already.</summary>
    public bool TryAdd(CelValue key, CelValue value) => _entries.TryAdd(key, value);

    public override bool TryGet(in CelValue key, out CelValue value) => _entries.TryGetValue(key, out value);

    public override IEnumerator<KeyValuePair<CelValue, CelValue>> GetEnumerator() => _entries.GetEnumerator();
}

/// <summary>Equal numbers are equal keys, whatever their type.</summary>
internal sealed class CelKeyComparer : IEqualityComparer<CelValue>
{
    public static readonly CelKeyComparer Instance = new();

    public bool Equals(CelValue x, CelValue y) => CelEquality.AreEqual(x, y);

    public int GetHashCode(CelValue value) => value.Kind switch
    {
        CelKind.String => value.AsString.GetHashCode(StringComparison.Ordinal),
        CelKind.Bool => value.AsBool ? 1 : 0,
        CelKind.Int => ((double)value.AsInt).GetHashCode(),
        CelKind.Uint => ((double)value.AsUint).GetHashCode(),
        CelKind.Double => value.AsDouble.GetHashCode(),
        _ => (int)value.Kind,
    };
}
