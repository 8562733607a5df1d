namespace Netes.Cel;

/// <summary>What shape a type has.</summary>
public enum CelTypeKind
{
    Dyn,
    Error,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    List,
    Map,

    /// <summary>The type of types; its parameter, when known, is the type named.</summary>
    Type,

    /// <summary>A type variable of a generic function.</summary>
    Parameter,

    /// <summary>A named type with fields; an <see cref="ICelTypeProvider"/> knows them.</summary>
    Struct,

    /// <summary>A named type without fields, such as <c>optional_type(T)</c> or <c>kubernetes.Quantity</c>.</summary>
    Opaque,
}

/// <summary>A type of the Common Expression Language (https://github.com/google/cel-spec/blob/master/doc/langdef.md#values).</summary>
public sealed class CelType : IEquatable<CelType>
{
    public static readonly CelType Dyn = new(CelTypeKind.Dyn, "dyn");
    public static readonly CelType Error = new(CelTypeKind.Error, "!error!");
    public static readonly CelType Null = new(CelTypeKind.Null, "null_type");
    public static readonly CelType Bool = new(CelTypeKind.Bool, "bool");
    public static readonly CelType Int = new(CelTypeKind.Int, "int");
    public static readonly CelType Uint = new(CelTypeKind.Uint, "uint");
    public static readonly CelType Double = new(CelTypeKind.Double, "double");
    public static readonly CelType String = new(CelTypeKind.String, "string");
    public static readonly CelType Bytes = new(CelTypeKind.Bytes, "bytes");
    public static readonly CelType Duration = new(CelTypeKind.Duration, "google.protobuf.Duration");
    public static readonly CelType Timestamp = new(CelTypeKind.Timestamp, "google.protobuf.Timestamp");
    public static readonly CelType ListOfDyn = List(Dyn);
    public static readonly CelType MapOfDyn = Map(Dyn, Dyn);
    public static readonly CelType AnyType = new(CelTypeKind.Type, "type");

    private CelType(CelTypeKind kind, string name, params CelType[] parameters)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters;
    }

    public CelTypeKind Kind { get; }

    public string Name { get; }

    public CelType[] Parameters { get; }

    public bool IsDynOrError => Kind is CelTypeKind.Dyn or CelTypeKind.Error;

    public bool IsOptional => Kind == CelTypeKind.Opaque && Name == "optional_type";

    public static CelType List(CelType element) => new(CelTypeKind.List, "list", element);

    public static CelType Map(CelType key, CelType value) => new(CelTypeKind.Map, "map", key, value);

    public static CelType TypeOf(CelType type) => new(CelTypeKind.Type, "type", type);

    public static CelType Optional(CelType value) => new(CelTypeKind.Opaque, "optional_type", value);

    public static CelType Parameter(string name) => new(CelTypeKind.Parameter, name);

    public static CelType Struct(string name) => new(CelTypeKind.Struct, name);

    public static CelType Opaque(string name, params CelType[] parameters) => new(CelTypeKind.Opaque, name, parameters);

    internal CelType With(CelType[] parameters) => new(Kind, Name, parameters);

    /// <summary>The same type, parameters included.</summary>
    public bool Equals(CelType? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || Kind != other.Kind || Name != other.Name || Parameters.Length != other.Parameters.Length) return false;
        for (int i = 0; i < Parameters.Length; i++)
        {
            if (!Parameters[i].Equals(other.Parameters[i])) return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as CelType);

    public override int GetHashCode() => HashCode.Combine(Kind, Name, Parameters.Length);

    /// <summary>As messages show it, such as <c>map(string, list(int))</c>.</summary>
    public override string ToString() => Kind switch
    {
        CelTypeKind.Null => "null",
        CelTypeKind.Duration => "duration",
        CelTypeKind.Timestamp => "timestamp",
        _ when Parameters.Length > 0 => $"{Name}({string.Join(", ", (object[])Parameters)})",
        _ => Name,
    };
}
