namespace Netes.Cel;

/// <summary>What a function does. Arguments are never errors.</summary>
internal delegate CelValue CelFunction(ReadOnlySpan<CelValue> arguments);

/// <summary>One signature of a function. Of a member function the first parameter is the receiver.</summary>
internal sealed class Overload
{
    public Overload(string function, string id, bool isMember, CelType[] parameters, CelType result, CelFunction? invoke)
    {
        Function = function;
        Id = id;
        IsMember = isMember;
        Parameters = parameters;
        Result = result;
        Invoke = invoke;
        var names = new List<string>();
        foreach (CelType parameter in parameters) Collect(parameter, names);
        Collect(result, names);
        TypeParameters = [.. names];
    }

    public string Function { get; }

    /// <summary>Upstream's name of the signature, by which costs are known.</summary>
    public string Id { get; }

    public bool IsMember { get; }

    public CelType[] Parameters { get; }

    public CelType Result { get; }

    /// <summary>Null for what the evaluator does itself.</summary>
    public CelFunction? Invoke { get; }

    public string[] TypeParameters { get; }

    /// <summary>Whether values of these kinds may be passed.</summary>
    public bool Fits(ReadOnlySpan<CelValue> arguments)
    {
        if (arguments.Length != Parameters.Length) return false;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!Fits(Parameters[i], arguments[i])) return false;
        }
        return true;
    }

    private static bool Fits(CelType type, in CelValue value) => type.Kind switch
    {
        CelTypeKind.Dyn or CelTypeKind.Parameter => true,
        CelTypeKind.Null => value.Kind == CelKind.Null,
        CelTypeKind.Bool => value.Kind == CelKind.Bool,
        CelTypeKind.Int => value.Kind == CelKind.Int,
        CelTypeKind.Uint => value.Kind == CelKind.Uint,
        CelTypeKind.Double => value.Kind == CelKind.Double,
        CelTypeKind.String => value.Kind == CelKind.String,
        CelTypeKind.Bytes => value.Kind == CelKind.Bytes,
        CelTypeKind.Duration => value.Kind == CelKind.Duration,
        CelTypeKind.Timestamp => value.Kind == CelKind.Timestamp,
        CelTypeKind.List => value.Kind == CelKind.List,
        CelTypeKind.Map => value.Kind == CelKind.Map,
        CelTypeKind.Type => value.Kind == CelKind.Type,
        CelTypeKind.Struct => value.Kind == CelKind.Map,
        CelTypeKind.Opaque when type.IsOptional => value.Kind == CelKind.Optional,
        CelTypeKind.Opaque => value.Kind == CelKind.Opaque && value.AsOpaque.Type.Name == type.Name,
        _ => false,
    };

    private static void Collect(CelType type, List<string> names)
    {
        if (type.Kind == CelTypeKind.Parameter && !names.Contains(type.Name)) names.Add(type.Name);
        foreach (CelType parameter in type.Parameters) Collect(parameter, names);
    }
}
