using System.Diagnostics.CodeAnalysis;

namespace Netes.Cel;

/// <summary>What a value is at run time.</summary>
public enum CelKind : byte
{
    Null,
    Error,
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
    Type,
    Optional,
    Opaque,
}

/// <summary>A value of the language: numbers and times stand in the struct itself, everything else behind one reference.</summary>
public readonly struct CelValue
{
    private readonly object? _object;
    private readonly long _bits;
    private readonly int _nanoseconds;

    private CelValue(CelKind kind, object? value, long bits = 0, int nanoseconds = 0)
    {
        Kind = kind;
        _object = value;
        _bits = bits;
        _nanoseconds = nanoseconds;
    }

    public static CelValue Null => default;

    public static CelValue True => new(CelKind.Bool, null, 1);

    public static CelValue False => new(CelKind.Bool, null);

    public CelKind Kind { get; }

    public bool IsError => Kind == CelKind.Error;

    public bool IsTrue => Kind == CelKind.Bool && _bits != 0;

    public bool AsBool => _bits != 0;

    public long AsInt => _bits;

    public ulong AsUint => (ulong)_bits;

    public double AsDouble => BitConverter.Int64BitsToDouble(_bits);

    public string AsString => (string)_object!;

    public byte[] AsBytes => (byte[])_object!;

    public CelList AsList => (CelList)_object!;

    public CelMap AsMap => (CelMap)_object!;

    public CelType AsType => (CelType)_object!;

    public CelOpaque AsOpaque => (CelOpaque)_object!;

    /// <summary>Nanoseconds.</summary>
    public long AsDuration => _bits;

    /// <summary>Seconds since 1970 and the nanoseconds within the second.</summary>
    public (long Seconds, int Nanoseconds) AsTimestamp => (_bits, _nanoseconds);

    /// <summary>What went wrong, for an error.</summary>
    public string ErrorMessage => (string)_object!;

    public static CelValue Bool(bool value) => new(CelKind.Bool, null, value ? 1 : 0);

    public static CelValue Int(long value) => new(CelKind.Int, null, value);

    public static CelValue Uint(ulong value) => new(CelKind.Uint, null, (long)value);

    public static CelValue Double(double value) => new(CelKind.Double, null, BitConverter.DoubleToInt64Bits(value));

    public static CelValue String(string value) => new(CelKind.String, value);

    public static CelValue Bytes(byte[] value) => new(CelKind.Bytes, value);

    public static CelValue Duration(long nanoseconds) => new(CelKind.Duration, null, nanoseconds);

    public static CelValue Timestamp(long seconds, int nanoseconds) => new(CelKind.Timestamp, null, seconds, nanoseconds);

    public static CelValue Timestamp(DateTime utc)
    {
        long ticks = utc.Ticks - DateTime.UnixEpoch.Ticks;
        long seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out long rest);
        if (rest < 0) (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
        return Timestamp(seconds, (int)(rest * 100));
    }

    public static CelValue List(CelList value) => new(CelKind.List, value);

    public static CelValue List(params CelValue[] values) => new(CelKind.List, new CelArray(values));

    public static CelValue Strings(IEnumerable<string> values) => List([.. values.Select(String)]);

    public static CelValue Map(CelMap value) => new(CelKind.Map, value);

    public static CelValue Type(CelType value) => new(CelKind.Type, value);

    public static CelValue Opaque(CelOpaque value) => new(CelKind.Opaque, value);

    public static CelValue None => new(CelKind.Optional, null);

    public static CelValue Some(CelValue value) => new(CelKind.Optional, new Box(value));

    public static CelValue Error(string message) => new(CelKind.Error, message);

    /// <summary>The value within an optional; false for none.</summary>
    public bool TryGetOptional(out CelValue value)
    {
        // The result may be this very variable: read before writing.
        object? held = _object;
        value = held is Box box ? box.Value : default;
        return held is not null;
    }

    /// <summary>The type that <c>type(x)</c> names.</summary>
    public CelType RuntimeType => Kind switch
    {
        CelKind.Null => CelType.Null,
        CelKind.Bool => CelType.Bool,
        CelKind.Int => CelType.Int,
        CelKind.Uint => CelType.Uint,
        CelKind.Double => CelType.Double,
        CelKind.String => CelType.String,
        CelKind.Bytes => CelType.Bytes,
        CelKind.Duration => CelType.Duration,
        CelKind.Timestamp => CelType.Timestamp,
        CelKind.List => CelType.ListOfDyn,
        CelKind.Map => AsMap.StructType ?? CelType.MapOfDyn,
        CelKind.Type => CelType.AnyType,
        CelKind.Optional => CelType.Optional(CelType.Dyn),
        CelKind.Opaque => AsOpaque.Type,
        _ => CelType.Error,
    };

    /// <summary>What <c>size()</c> says; 1 for what has no size.</summary>
    public int Size => Kind switch
    {
        CelKind.String => CelText.Length(AsString),
        CelKind.Bytes => AsBytes.Length,
        CelKind.List => AsList.Count,
        CelKind.Map => AsMap.Count,
        CelKind.Opaque => AsOpaque.Size,
        _ => 1,
    };

    public override string ToString() => CelText.Describe(this);

    [SuppressMessage("Performance", "CA1812", Justification = "Made by Some.")]
    private sealed class Box(CelValue value)
    {
        public readonly CelValue Value = value;
    }
}

/// <summary>A list, read without copying what is behind it.</summary>
public abstract class CelList
{
    public abstract int Count { get; }

    public abstract CelValue this[int index] { get; }

    /// <summary>How a schema declares the list; null for lists that an expression made.</summary>
    public virtual DeclaredType? Declaration => null;
}

/// <summary>A map or an object, read without copying what is behind it.</summary>
public abstract class CelMap
{
    public abstract int Count { get; }

    /// <summary>The struct type, for objects that an expression made by name.</summary>
    public virtual CelType? StructType => null;

    public abstract bool TryGet(in CelValue key, out CelValue value);

    public abstract IEnumerator<KeyValuePair<CelValue, CelValue>> GetEnumerator();
}

/// <summary>A value of a library's own type.</summary>
public abstract class CelOpaque
{
    public abstract CelType Type { get; }

    /// <summary>For cost; 1 when the value has no size.</summary>
    public virtual int Size => 1;

    public virtual bool IsZero => false;

    public abstract bool IsEqualTo(CelOpaque other);
}
