using Netes.Cel.Syntax;

namespace Netes.Cel.Library;

/// <summary>The functions that every environment has (https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions).</summary>
internal static class StandardLibrary
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType B = CelType.Parameter("B");
    private static readonly CelType ListOfA = CelType.List(A);
    private static readonly CelType MapOfAB = CelType.Map(A, B);

    public static CelLibrary Create()
    {
        var library = new CelLibrary();
        library.Types.AddRange([CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Duration,
            CelType.Timestamp, CelType.ListOfDyn, CelType.MapOfDyn, CelType.Null, CelType.AnyType]);
        library.Macros.AddRange(StandardMacros.Standard);
        Logic(library);
        Arithmetic.AddTo(library);
        Comparisons(library);
        Containers(library);
        Strings(library);
        Conversions.AddTo(library);
        TimeAccessors.AddTo(library);
        return library;
    }

    private static void Logic(CelLibrary library)
    {
        library.Global(Operators.Conditional, "conditional", [CelType.Bool, A, A], A, null);
        library.Global(Operators.And, "logical_and", [CelType.Bool, CelType.Bool], CelType.Bool, null);
        library.Global(Operators.Or, "logical_or", [CelType.Bool, CelType.Bool], CelType.Bool, null);
        library.Global(Operators.Not, "logical_not", [CelType.Bool], CelType.Bool, args => CelValue.Bool(!args[0].AsBool));
        library.Global(Operators.NotStrictlyFalse, "not_strictly_false", [CelType.Bool], CelType.Bool, null);
        library.Global(Operators.Equal, "equals", [A, A], CelType.Bool, args => CelValue.Bool(CelEquality.AreEqual(args[0], args[1])));
        library.Global(Operators.NotEqual, "not_equals", [A, A], CelType.Bool, args => CelValue.Bool(!CelEquality.AreEqual(args[0], args[1])));
    }

    private static void Comparisons(CelLibrary library)
    {
        (string Function, string Name, Func<int, bool> Holds)[] relations =
        [
            ("_<_", "less", order => order < 0), ("_<=_", "less_equals", order => order <= 0), ("_>_", "greater", order => order > 0),
            ("_>=_", "greater_equals", order => order >= 0),
        ];
        CelType[] ordered = [CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Timestamp, CelType.Duration];
        CelType[] numbers = [CelType.Int, CelType.Uint, CelType.Double];
        foreach ((string function, string name, Func<int, bool> holds) in relations)
        {
            CelFunction compare = args => CelValue.Bool(CelEquality.Compare(args[0], args[1]) is { } order && holds(order));
            foreach (CelType type in ordered)
            {
                library.Global(function, $"{name}_{ShortName(type)}", [type, type], CelType.Bool, compare);
                if (!numbers.Contains(type)) continue;
                foreach (CelType other in numbers.Where(n => n != type))
                    library.Global(function, $"{name}_{ShortName(type)}_{ShortName(other)}", [type, other], CelType.Bool, compare);
            }
        }
    }

    internal static string ShortName(CelType type) => type.Kind switch
    {
        CelTypeKind.Int => "int64",
        CelTypeKind.Uint => "uint64",
        CelTypeKind.Duration => "duration",
        CelTypeKind.Timestamp => "timestamp",
        _ => type.Name,
    };

    private static void Containers(CelLibrary library)
    {
        library.Global(Operators.Index, "index_list", [ListOfA, CelType.Int], A, null);
        library.Global(Operators.Index, "index_map", [MapOfAB, A], B, null);
        library.Global(Operators.In, "in_list", [A, ListOfA], CelType.Bool, args => CelValue.Bool(Contains(args[1].AsList, args[0])));
        library.Global(Operators.In, "in_map", [A, MapOfAB], CelType.Bool, args => CelValue.Bool(args[1].AsMap.TryGet(args[0], out _)));
        CelFunction size = args => CelValue.Int(args[0].Size);
        (CelType Type, string Name)[] sized = [(CelType.Bytes, "bytes"), (ListOfA, "list"), (MapOfAB, "map"), (CelType.String, "string")];
        foreach ((CelType type, string name) in sized)
        {
            library.Global("size", $"size_{name}", [type], CelType.Int, size);
            library.Member("size", $"{name}_size", [type], CelType.Int, size);
        }
    }

    public static bool Contains(CelList list, in CelValue value)
    {
        int count = list.Count;
        for (int i = 0; i < count; i++)
        {
            if (CelEquality.AreEqual(list[i], value)) return true;
        }
        return false;
    }

    private static void Strings(CelLibrary library)
    {
        library.Member("contains", "contains_string", [CelType.String, CelType.String], CelType.Bool,
            args => CelValue.Bool(args[0].AsString.Contains(args[1].AsString, StringComparison.Ordinal)));
        library.Member("endsWith", "ends_with_string", [CelType.String, CelType.String], CelType.Bool,
            args => CelValue.Bool(args[0].AsString.EndsWith(args[1].AsString, StringComparison.Ordinal)));
        library.Member("startsWith", "starts_with_string", [CelType.String, CelType.String], CelType.Bool,
            args => CelValue.Bool(args[0].AsString.StartsWith(args[1].AsString, StringComparison.Ordinal)));
        CelFunction matches = args => Patterns.TryGet(args[1].AsString, out var regex, out string error)
            ? CelValue.Bool(regex.IsMatch(args[0].AsString))
            : CelValue.Error(error);
        library.Global("matches", "matches", [CelType.String, CelType.String], CelType.Bool, matches);
        library.Member("matches", "matches_string", [CelType.String, CelType.String], CelType.Bool, matches);
    }
}
