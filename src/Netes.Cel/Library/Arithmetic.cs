using Netes.Cel.Syntax;

namespace Netes.Cel.Library;

/// <summary>The arithmetic operators. Nothing wraps around: what doesn't fit is an error.</summary>
internal static class Arithmetic
{
    private const string IntOverflow = "integer overflow";
    private const string UintOverflow = "unsigned integer overflow";

    public static void AddTo(CelLibrary library)
    {
        Operator(library, Operators.Add, "add", AddInts, AddUints, (x, y) => x + y);
        Operator(library, "_-_", "subtract", SubtractInts, SubtractUints, (x, y) => x - y);
        Operator(library, "_*_", "multiply", MultiplyInts, MultiplyUints, (x, y) => x * y);
        Operator(library, "_/_", "divide", DivideInts, (x, y) => y == 0 ? CelValue.Error("division by zero") : CelValue.Uint(x / y), (x, y) => x / y);
        Operator(library, "_%_", "modulo", ModuloInts, (x, y) => y == 0 ? CelValue.Error("modulus by zero") : CelValue.Uint(x % y), null);
        library.Global(Operators.Negate, "negate_int64", [CelType.Int], CelType.Int, args => SubtractInts(0, args[0].AsInt));
        library.Global(Operators.Negate, "negate_double", [CelType.Double], CelType.Double, args => CelValue.Double(-args[0].AsDouble));
        CelType listOfA = CelType.List(CelType.Parameter("A"));
        library.Global(Operators.Add, "add_string", [CelType.String, CelType.String], CelType.String, args => CelValue.String(args[0].AsString + args[1].AsString));
        library.Global(Operators.Add, "add_bytes", [CelType.Bytes, CelType.Bytes], CelType.Bytes, args => CelValue.Bytes([.. args[0].AsBytes, .. args[1].AsBytes]));
        library.Global(Operators.Add, "add_list", [listOfA, listOfA], listOfA, args => Concatenate(args[0].AsList, args[1].AsList));
        Times(library);
    }

    private static CelValue Concatenate(CelList first, CelList second)
    {
        if (DeclaredLists.Merge(first, second) is { } merged) return CelValue.List(merged);
        if (first.Count == 0) return CelValue.List(second);
        if (second.Count == 0) return CelValue.List(first);
        if (first is not CelConcatenation && second is not CelConcatenation) return CelValue.List(new CelConcatenation(first, second));
        var values = new CelValue[first.Count + second.Count];
        for (int i = 0; i < first.Count; i++) values[i] = first[i];
        for (int i = 0; i < second.Count; i++) values[first.Count + i] = second[i];
        return CelValue.List(values);
    }

    private static void Operator(CelLibrary library, string function, string name, Func<long, long, CelValue> ints, Func<ulong, ulong, CelValue> uints,
        Func<double, double, double>? doubles)
    {
        library.Global(function, $"{name}_int64", [CelType.Int, CelType.Int], CelType.Int, args => ints(args[0].AsInt, args[1].AsInt));
        library.Global(function, $"{name}_uint64", [CelType.Uint, CelType.Uint], CelType.Uint, args => uints(args[0].AsUint, args[1].AsUint));
        if (doubles is not null)
            library.Global(function, $"{name}_double", [CelType.Double, CelType.Double], CelType.Double, args => CelValue.Double(doubles(args[0].AsDouble, args[1].AsDouble)));
    }

    private static CelValue AddInts(long x, long y)
    {
        long sum = unchecked(x + y);
        return ((x ^ sum) & (y ^ sum)) < 0 ? CelValue.Error(IntOverflow) : CelValue.Int(sum);
    }

    private static CelValue SubtractInts(long x, long y)
    {
        long difference = unchecked(x - y);
        return ((x ^ y) & (x ^ difference)) < 0 ? CelValue.Error(IntOverflow) : CelValue.Int(difference);
    }

    private static CelValue MultiplyInts(long x, long y)
    {
        Int128 product = (Int128)x * y;
        return product > long.MaxValue || product < long.MinValue ? CelValue.Error(IntOverflow) : CelValue.Int((long)product);
    }

    private static CelValue DivideInts(long x, long y)
    {
        if (y == 0) return CelValue.Error("division by zero");
        return x == long.MinValue && y == -1 ? CelValue.Error(IntOverflow) : CelValue.Int(x / y);
    }

    private static CelValue ModuloInts(long x, long y)
    {
        if (y == 0) return CelValue.Error("modulus by zero");
        return x == long.MinValue && y == -1 ? CelValue.Error(IntOverflow) : CelValue.Int(x % y);
    }

    private static CelValue AddUints(ulong x, ulong y) => unchecked(x + y) < x ? CelValue.Error(UintOverflow) : CelValue.Uint(x + y);

    private static CelValue SubtractUints(ulong x, ulong y) => y > x ? CelValue.Error(UintOverflow) : CelValue.Uint(x - y);

    private static CelValue MultiplyUints(ulong x, ulong y)
    {
        UInt128 product = (UInt128)x * y;
        return product > ulong.MaxValue ? CelValue.Error(UintOverflow) : CelValue.Uint((ulong)product);
    }

    private static void Times(CelLibrary library)
    {
        CelType duration = CelType.Duration, timestamp = CelType.Timestamp;
        library.Global(Operators.Add, "add_duration_duration", [duration, duration], duration, args => Durations((Int128)args[0].AsDuration + args[1].AsDuration));
        library.Global(Operators.Add, "add_duration_timestamp", [duration, timestamp], timestamp, args => Shift(args[1], args[0].AsDuration));
        library.Global(Operators.Add, "add_timestamp_duration", [timestamp, duration], timestamp, args => Shift(args[0], args[1].AsDuration));
        library.Global("_-_", "subtract_duration_duration", [duration, duration], duration, args => Durations((Int128)args[0].AsDuration - args[1].AsDuration));
        library.Global("_-_", "subtract_timestamp_duration", [timestamp, duration], timestamp, args => Shift(args[0], -(Int128)args[1].AsDuration));
        library.Global("_-_", "subtract_timestamp_timestamp", [timestamp, timestamp], duration, args => Durations(Nanoseconds(args[0]) - Nanoseconds(args[1])));
        library.Global(Operators.Negate, "negate_duration", [duration], duration, args => Durations(-(Int128)args[0].AsDuration));
    }

    private static Int128 Nanoseconds(in CelValue timestamp)
    {
        (long seconds, int nanoseconds) = timestamp.AsTimestamp;
        return (Int128)seconds * 1_000_000_000 + nanoseconds;
    }

    private static CelValue Durations(Int128 nanoseconds) =>
        nanoseconds > long.MaxValue || nanoseconds < long.MinValue ? CelValue.Error("integer overflow") : CelValue.Duration((long)nanoseconds);

    private static CelValue Shift(in CelValue timestamp, Int128 by)
    {
        Int128 total = Nanoseconds(timestamp) + by;
        long seconds = (long)(total / 1_000_000_000);
        int nanoseconds = (int)(total % 1_000_000_000);
        if (nanoseconds < 0) (seconds, nanoseconds) = (seconds - 1, nanoseconds + 1_000_000_000);
        return seconds is < CelTime.MinSeconds or > CelTime.MaxSeconds ? CelValue.Error("timestamp overflow") : CelValue.Timestamp(seconds, nanoseconds);
    }
}
