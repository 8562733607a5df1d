using System.Numerics;
using Netes.Cel.Syntax;

namespace Netes.Cel.Library;

/// <summary>cel-go's math extension.</summary>
internal static class MathLibrary
{
    public static CelLibrary Create()
    {
        var library = new CelLibrary();
        CelType number = CelType.Dyn;
        library.Macros.Add((new("greatest", 0, true), NoArguments));
        library.Macros.Add((new("least", 0, true), NoArguments));
        for (int count = 1; count <= 12; count++)
        {
            library.Macros.Add((new("greatest", count, true), call => Extreme(call, "greatest", "math.@max")));
            library.Macros.Add((new("least", count, true), call => Extreme(call, "least", "math.@min")));
        }
        foreach (CelType first in Numbers)
        {
            foreach (CelType second in Numbers)
            {
                CelType result = first.Equals(second) ? first : number;
                library.Global("math.@max", $"math_@max_{first}_{second}", [first, second], result, args => CelEquality.CompareNumbers(args[0], args[1]) >= 0 ? args[0] : args[1]);
                library.Global("math.@min", $"math_@min_{first}_{second}", [first, second], result, args => CelEquality.CompareNumbers(args[0], args[1]) <= 0 ? args[0] : args[1]);
            }
            library.Global("math.@max", $"math_@max_{first}", [first], first, args => args[0]);
            library.Global("math.@min", $"math_@min_{first}", [first], first, args => args[0]);
            library.Global("math.@max", $"math_@max_list_{first}", [CelType.List(first)], first, args => OfList(args[0].AsList, 1));
            library.Global("math.@min", $"math_@min_list_{first}", [CelType.List(first)], first, args => OfList(args[0].AsList, -1));
            library.Global("math.sign", $"math_sign_{first}", [first], first, args => Sign(args[0]));
            library.Global("math.abs", $"math_abs_{first}", [first], first, args => Abs(args[0]));
            library.Global("math.sqrt", $"math_sqrt_{first}", [first], CelType.Double, args => CelValue.Double(Math.Sqrt(Double(args[0]))));
        }
        Rounding(library);
        Bits(library, CelType.Int);
        Bits(library, CelType.Uint);
        return library;
    }

    private static readonly CelType[] Numbers = [CelType.Int, CelType.Uint, CelType.Double];

    private static Expr? NoArguments(MacroCall call) => call.Target is IdentExpr { Name: "math" }
        ? throw call.Fail(call.Target, "math.greatest() and math.least() require at least one argument")
        : null;

    private static CallExpr? Extreme(MacroCall call, string name, string function)
    {
        if (call.Target is not IdentExpr { Name: "math" }) return null;
        foreach (Expr argument in call.Arguments)
        {
            bool invalid = argument is ConstExpr constant ? !CelEquality.IsNumber(constant.Value.Kind) : argument is MapExpr or StructExpr;
            if (argument is ListExpr list) invalid = call.Arguments.Length > 1 || list.Elements.Length == 0 || list.Elements.Any(e => e is ConstExpr c && !CelEquality.IsNumber(c.Value.Kind));
            if (invalid) throw call.Fail(argument, $"math.{name}() {(call.Arguments.Length == 1 ? "invalid single argument value" : "simple literal arguments must be numeric")}");
        }
        return call.Arguments.Length <= 2 ? call.Call(function, call.Arguments) : call.Call(function, call.List(call.Arguments));
    }

    private static CelValue OfList(CelList list, int direction)
    {
        if (list.Count == 0) return CelValue.Error(direction > 0 ? "math.@max(list) argument must not be empty" : "math.@min(list) argument must not be empty");
        CelValue best = list[0];
        for (int i = 0; i < list.Count; i++)
        {
            if (!CelEquality.IsNumber(list[i].Kind)) return CelValue.Error("no such overload");
            if (CelEquality.CompareNumbers(list[i], best) == direction) best = list[i];
        }
        return best;
    }

    private static double Double(in CelValue value) => value.Kind switch
    {
        CelKind.Int => value.AsInt,
        CelKind.Uint => value.AsUint,
        _ => value.AsDouble,
    };

    private static CelValue Sign(in CelValue value) => value.Kind switch
    {
        CelKind.Int => CelValue.Int(Math.Sign(value.AsInt)),
        CelKind.Uint => CelValue.Uint(value.AsUint == 0 ? 0UL : 1),
        _ => CelValue.Double(double.IsNaN(value.AsDouble) || value.AsDouble == 0 ? value.AsDouble : Math.Sign(value.AsDouble)),
    };

    private static CelValue Abs(in CelValue value) => value.Kind switch
    {
        CelKind.Int => value.AsInt == long.MinValue ? CelValue.Error("integer overflow") : CelValue.Int(Math.Abs(value.AsInt)),
        CelKind.Uint => value,
        _ => CelValue.Double(Math.Abs(value.AsDouble)),
    };

    private static void Rounding(CelLibrary library)
    {
        (string Name, Func<double, double> Round)[] functions =
        [
            ("ceil", Math.Ceiling), ("floor", Math.Floor), ("round", x => Math.Round(x, MidpointRounding.AwayFromZero)), ("trunc", Math.Truncate),
        ];
        foreach ((string name, Func<double, double> round) in functions)
            library.Global($"math.{name}", $"math_{name}_double", [CelType.Double], CelType.Double, args => CelValue.Double(round(args[0].AsDouble)));
        library.Global("math.isInf", "math_isInf_double", [CelType.Double], CelType.Bool, args => CelValue.Bool(double.IsInfinity(args[0].AsDouble)));
        library.Global("math.isNaN", "math_isNaN_double", [CelType.Double], CelType.Bool, args => CelValue.Bool(double.IsNaN(args[0].AsDouble)));
        library.Global("math.isFinite", "math_isFinite_double", [CelType.Double], CelType.Bool, args => CelValue.Bool(double.IsFinite(args[0].AsDouble)));
    }

    private static void Bits(CelLibrary library, CelType type)
    {
        bool signed = type.Kind == CelTypeKind.Int;
        CelValue Wrap(ulong bits) => signed ? CelValue.Int((long)bits) : CelValue.Uint(bits);
        (string Name, Func<ulong, ulong, ulong> Combine)[] functions = [("bitAnd", (x, y) => x & y), ("bitOr", (x, y) => x | y), ("bitXor", (x, y) => x ^ y)];
        foreach ((string name, Func<ulong, ulong, ulong> combine) in functions)
            library.Global($"math.{name}", $"math_{name}_{type}_{type}", [type, type], type, args => Wrap(combine(args[0].AsUint, args[1].AsUint)));
        library.Global("math.bitNot", $"math_bitNot_{type}_{type}", [type], type, args => Wrap(~args[0].AsUint));
        library.Global("math.bitShiftLeft", $"math_bitShiftLeft_{type}_int", [type, CelType.Int], type,
            args => args[1].AsInt < 0 ? CelValue.Error($"math.bitShiftLeft() negative offset: {args[1].AsInt}") : Wrap(args[1].AsInt > 63 ? 0 : args[0].AsUint << (int)args[1].AsInt));
        library.Global("math.bitShiftRight", $"math_bitShiftRight_{type}_int", [type, CelType.Int], type,
            args => args[1].AsInt < 0 ? CelValue.Error($"math.bitShiftRight() negative offset: {args[1].AsInt}") : Wrap(args[1].AsInt > 63 ? 0 : args[0].AsUint >> (int)args[1].AsInt));
    }
}
