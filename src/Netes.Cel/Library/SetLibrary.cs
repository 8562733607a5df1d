using Netes.Cel.Syntax;

namespace Netes.Cel.Library;

/// <summary>Lists as sets.</summary>
internal static class SetLibrary
{
    public static CelLibrary Create()
    {
        var library = new CelLibrary();
        CelType list = CelType.List(CelType.Parameter("T"));
        library.Global("sets.contains", "list_sets_contains_list", [list, list], CelType.Bool, args => CelValue.Bool(Contains(args[0].AsList, args[1].AsList)));
        library.Global("sets.equivalent", "list_sets_equivalent_list", [list, list], CelType.Bool,
            args => CelValue.Bool(Contains(args[0].AsList, args[1].AsList) && Contains(args[1].AsList, args[0].AsList)));
        library.Global("sets.intersects", "list_sets_intersects_list", [list, list], CelType.Bool, args => CelValue.Bool(Intersects(args[0].AsList, args[1].AsList)));
        return library;
    }

    private static bool Contains(CelList all, CelList some)
    {
        for (int i = 0; i < some.Count; i++)
        {
            if (!StandardLibrary.Contains(all, some[i])) return false;
        }
        return true;
    }

    private static bool Intersects(CelList left, CelList right)
    {
        for (int i = 0; i < left.Count; i++)
        {
            if (StandardLibrary.Contains(right, left[i])) return true;
        }
        return false;
    }
}

/// <summary>Base64.</summary>
internal static class EncoderLibrary
{
    public static CelLibrary Create()
    {
        var library = new CelLibrary();
        library.Global("base64.decode", "base64_decode_string", [CelType.String], CelType.Bytes, args => Decode(args[0].AsString));
        library.Global("base64.encode", "base64_encode_bytes", [CelType.Bytes], CelType.String, args => CelValue.String(Convert.ToBase64String(args[0].AsBytes)));
        return library;
    }

    private static CelValue Decode(string text)
    {
        string bare = text.TrimEnd('=');
        byte[] buffer = new byte[bare.Length];
        string padded = bare + new string('=', (4 - bare.Length % 4) % 4);
        return Convert.TryFromBase64String(padded, buffer, out int length) ? CelValue.Bytes(buffer[..length]) : CelValue.Error("illegal base64 data");
    }
}

/// <summary><c>cel.bind</c> and the comprehensions with two variables.</summary>
internal static class MacroLibraries
{
    public static CelLibrary Bindings()
    {
        var library = new CelLibrary();
        library.Macros.AddRange(StandardMacros.Bindings);
        return library;
    }

    public static CelLibrary TwoVariables()
    {
        var library = new CelLibrary();
        CelType k = CelType.Parameter("K"), v = CelType.Parameter("V"), map = CelType.Map(k, v);
        library.Macros.AddRange(StandardMacros.TwoVariables);
        library.Global("cel.@mapInsert", "@mapInsert_map_key_value", [map, k, v], map, null);
        library.Global("cel.@mapInsert", "@mapInsert_map_map", [map, map], map, null);
        return library;
    }
}
