namespace Netes.Cel.Library;

/// <summary>Kubernetes' list library (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library).</summary>
internal static class ListLibrary
{
    public static CelLibrary Create()
    {
        var library = new CelLibrary();
        CelType element = CelType.Parameter("T"), any = CelType.List(element);
        CelType[] summable = [CelType.Int, CelType.Uint, CelType.Double, CelType.Duration];
        CelType[] comparable = [.. summable, CelType.Bool, CelType.String, CelType.Timestamp, CelType.Bytes];
        foreach (CelType type in summable)
        {
            CelType list = CelType.List(type);
            library.Member("sum", $"list_{StandardLibrary.ShortName(type)}_sum_{StandardLibrary.ShortName(type)}", [list], type, args => Sum(args[0].AsList, type));
        }
        foreach (CelType type in comparable)
        {
            CelType list = CelType.List(type);
            string name = StandardLibrary.ShortName(type);
            library.Member("max", $"list_{name}_max_{name}", [list], type, args => Extreme(args[0].AsList, 1, "max"));
            library.Member("min", $"list_{name}_min_{name}", [list], type, args => Extreme(args[0].AsList, -1, "min"));
            library.Member("isSorted", $"list_{name}_is_sorted_bool", [list], CelType.Bool, args => IsSorted(args[0].AsList));
        }
        library.Member("indexOf", "list_a_index_of_int", [any, element], CelType.Int, args => CelValue.Int(IndexOf(args[0].AsList, args[1])));
        library.Member("lastIndexOf", "list_a_last_index_of_int", [any, element], CelType.Int, args => CelValue.Int(LastIndexOf(args[0].AsList, args[1])));
        return library;
    }

    private static CelValue Sum(CelList list, CelType type)
    {
        List<Overload> adders = CelEnvironment.Standard.FindFunction("_+_")!;
        CelValue sum = type.Kind switch
        {
            CelTypeKind.Int => CelValue.Int(0),
            CelTypeKind.Uint => CelValue.Uint(0),
            CelTypeKind.Double => CelValue.Double(0),
            _ => CelValue.Duration(0),
        };
        for (int i = 0; i < list.Count; i++)
        {
            CelValue[] pair = [sum, list[i]];
            // The sum of a list whose type is only known now starts with its first element.
            if (i == 0 && list[0].Kind != sum.Kind)
            {
                sum = list[0];
                continue;
            }
            Overload? add = adders.Find(o => o.Fits(pair));
            if (add is null) return CelValue.Error("no such overload");
            sum = add.Invoke!(pair);
            if (sum.IsError) return sum;
        }
        return sum;
    }

    private static CelValue Extreme(CelList list, int direction, string name)
    {
        if (list.Count == 0) return CelValue.Error($"{name} called on empty list");
        CelValue best = list[0];
        for (int i = 1; i < list.Count; i++)
        {
            if (CelEquality.Compare(list[i], best) is not { } order) return CelValue.Error("no such overload");
            if (order == direction) best = list[i];
        }
        return best;
    }

    private static CelValue IsSorted(CelList list)
    {
        for (int i = 1; i < list.Count; i++)
        {
            if (CelEquality.Compare(list[i - 1], list[i]) is not { } order) return CelValue.Error("no such overload");
            if (order > 0) return CelValue.False;
        }
        return CelValue.True;
    }

    private static long IndexOf(CelList list, in CelValue value)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (CelEquality.AreEqual(list[i], value)) return i;
        }
        return -1;
    }

    private static long LastIndexOf(CelList list, in CelValue value)
    {
        for (int i = list.Count - 1; i >= 0; i--)
        {
            if (CelEquality.AreEqual(list[i], value)) return i;
        }
        return -1;
    }
}

/// <summary>Kubernetes' regex library: <c>find</c> and <c>findAll</c>.</summary>
internal static class RegexLibrary
{
    public static CelLibrary Create()
    {
        var library = new CelLibrary();
        CelType s = CelType.String, list = CelType.List(CelType.String);
        library.Member("find", "string_find_string", [s, s], s, args => Patterns.TryGet(args[1].AsString, out var regex, out string error)
            ? CelValue.String(regex.Match(args[0].AsString).Value)
            : CelValue.Error($"Illegal regex: {error}"));
        library.Member("findAll", "string_find_all_string", [s, s], list, args => FindAll(args[0].AsString, args[1].AsString, -1));
        library.Member("findAll", "string_find_all_string_int", [s, s, CelType.Int], list, args => FindAll(args[0].AsString, args[1].AsString, args[2].AsInt));
        return library;
    }

    private static CelValue FindAll(string text, string pattern, long limit)
    {
        if (!Patterns.TryGet(pattern, out var regex, out string error)) return CelValue.Error($"Illegal regex: {error}");
        var found = new List<CelValue>();
        foreach (System.Text.RegularExpressions.ValueMatch match in regex.EnumerateMatches(text))
        {
            if (limit >= 0 && found.Count >= limit) break;
            found.Add(CelValue.String(text.Substring(match.Index, match.Length)));
        }
        return CelValue.List([.. found]);
    }
}
