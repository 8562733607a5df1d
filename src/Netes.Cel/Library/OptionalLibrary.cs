using Netes.Cel.Syntax;

namespace Netes.Cel.Library;

/// <summary>Values that may be absent: <c>a.?b</c>, <c>optional.of(x)</c>, <c>orValue</c>, <c>optMap</c>.</summary>
internal static class OptionalLibrary
{
    public static CelLibrary Create()
    {
        var library = new CelLibrary();
        CelType k = CelType.Parameter("K"), v = CelType.Parameter("V");
        CelType optional = CelType.Optional(v), list = CelType.List(v), map = CelType.Map(k, v);
        library.Types.Add(CelType.Optional(CelType.Dyn));
        library.Macros.AddRange(StandardMacros.Optionals);
        library.Global("optional.of", "optional_of", [v], optional, args => CelValue.Some(args[0]));
        library.Global("optional.ofNonZeroValue", "optional_ofNonZeroValue", [v], optional, args => IsZero(args[0]) ? CelValue.None : CelValue.Some(args[0]));
        library.Global("optional.none", "optional_none", [], optional, _ => CelValue.None);
        library.Global("optional.unwrap", "optional_unwrap", [CelType.List(optional)], list, args => Unwrap(args[0].AsList));
        library.Member("unwrapOpt", "optional_unwrapOpt", [CelType.List(optional)], list, args => Unwrap(args[0].AsList));
        library.Member("hasValue", "optional_hasValue", [optional], CelType.Bool, args => CelValue.Bool(args[0].TryGetOptional(out _)));
        library.Member("value", "optional_value", [optional], v,
            args => args[0].TryGetOptional(out CelValue value) ? value : CelValue.Error("optional.none() dereference"));
        library.Member("or", "optional_or_optional", [optional, optional], optional, args => args[0].TryGetOptional(out _) ? args[0] : args[1]);
        library.Member("orValue", "optional_orValue_value", [optional, v], v, args => args[0].TryGetOptional(out CelValue value) ? value : args[1]);
        library.Global(Operators.OptionalIndex, "list_optindex_optional_int", [list, CelType.Int], optional, null);
        library.Global(Operators.OptionalIndex, "optional_list_optindex_optional_int", [CelType.Optional(list), CelType.Int], optional, null);
        library.Global(Operators.OptionalIndex, "map_optindex_optional_value", [map, k], optional, null);
        library.Global(Operators.OptionalIndex, "optional_map_optindex_optional_value", [CelType.Optional(map), k], optional, null);
        library.Global(Operators.Index, "optional_list_index_int", [CelType.Optional(list), CelType.Int], optional, null);
        library.Global(Operators.Index, "optional_map_index_value", [CelType.Optional(map), k], optional, null);
        return library;
    }

    public static bool IsZero(in CelValue value) => value.Kind switch
    {
        CelKind.Null => true,
        CelKind.Bool => !value.AsBool,
        CelKind.Int or CelKind.Uint or CelKind.Duration => value.AsInt == 0,
        CelKind.Double => value.AsDouble == 0,
        CelKind.String => value.AsString.Length == 0,
        CelKind.Bytes or CelKind.List or CelKind.Map => value.Size == 0,
        CelKind.Timestamp => value.AsTimestamp == (CelTime.MinSeconds, 0),
        CelKind.Optional => !value.TryGetOptional(out _),
        CelKind.Opaque => value.AsOpaque.IsZero,
        _ => false,
    };

    private static CelValue Unwrap(CelList list)
    {
        var values = new List<CelValue>();
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].Kind != CelKind.Optional) return CelValue.Error($"value {list[i]} is not optional");
            if (list[i].TryGetOptional(out CelValue value)) values.Add(value);
        }
        return CelValue.List([.. values]);
    }
}
