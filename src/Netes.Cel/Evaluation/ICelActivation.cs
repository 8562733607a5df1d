namespace Netes.Cel;

/// <summary>The variables of one evaluation.</summary>
public interface ICelActivation
{
    /// <summary>False when there is no such variable.</summary>
    bool TryGet(string name, out CelValue value);
}

/// <summary>No variables.</summary>
public sealed class EmptyActivation : ICelActivation
{
    public static readonly EmptyActivation Instance = new();

    private EmptyActivation()
    {
    }

    public bool TryGet(string name, out CelValue value)
    {
        value = default;
        return false;
    }
}

/// <summary>Variables by name.</summary>
public sealed class DictionaryActivation : ICelActivation
{
    private readonly Dictionary<string, CelValue> _values = new(StringComparer.Ordinal);

    public CelValue this[string name]
    {
        get => _values[name];
        set => _values[name] = value;
    }

    public bool TryGet(string name, out CelValue value) => _values.TryGetValue(name, out value);
}
