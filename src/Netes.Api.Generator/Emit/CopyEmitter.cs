using Netes.Api.Generator.Definitions;

namespace Netes.Api.Generator.Emit;

/// <summary>
/// Emits deep copies and semantic comparison: nil and empty lists and maps are equal, as are quantities of one value.
/// </summary>
internal static class CopyEmitter
{
    private const string Compare = "global::Netes.Api.DeepCompare";

    public static void Emit(CodeWriter w, ApiType t)
    {
        string self = "global::" + t.FullName;
        string hides = t.Base != null ? "new " : "";
        var all = t.AllFields();
        w.Line();
        w.Line("public " + hides + self + " Clone() => new()");
        w.Line("{");
        if (t.IsKind)
        {
            w.Line("Kind = Kind,");
            w.Line("ApiVersion = ApiVersion,");
        }
        foreach (var f in all) w.Line(f.Property + " = " + Copy(f) + ",");
        w.Line("};");
        w.Line();
        w.Line("public bool DeepEquals(" + self + "? other)");
        w.Line("{");
        w.Line("if (ReferenceEquals(this, other)) return true;");
        w.Line("if (other is null) return false;");
        if (t.IsKind) w.Line("if (Kind != other.Kind || ApiVersion != other.ApiVersion) return false;");
        foreach (var f in all) w.Line("if (!" + Equal(f) + ") return false;");
        w.Line("return true;");
        w.Line("}");
    }

    private static bool IsReference(Field f) => f.Shape == Shape.Struct || f.Shape == Shape.StringList || f.Shape == Shape.Bytes;

    private static string CopyElement(Field f, string v)
    {
        if (f.Shape == Shape.Struct) return v + ".Clone()";
        if (f.Shape == Shape.StringList) return "new global::System.Collections.Generic.List<string>(" + v + ")";
        return v;
    }

    private static string Copy(Field f)
    {
        string p = f.Property;
        string type = CSharp.Element(f);
        switch (f.Wrap)
        {
            case Wrap.List:
                return f.Shape == Shape.Struct || f.Shape == Shape.StringList
                    ? p + "?.ConvertAll(static e => " + CopyElement(f, "e") + ")"
                    : p + " is null ? null : new global::System.Collections.Generic.List<" + type + ">(" + p + ")";
            case Wrap.Map:
                return f.Shape == Shape.Struct || f.Shape == Shape.StringList
                    ? Compare + ".CopyMap(" + p + ", static e => " + CopyElement(f, "e") + ")"
                    : p + " is null ? null : new global::System.Collections.Generic.Dictionary<string, " + type + ">(" + p + ")";
            case Wrap.Pointer: return f.Shape == Shape.Struct ? p + "?.Clone()" : p;
            default:
                if (f.Shape == Shape.Struct) return p + ".Clone()";
                if (f.Shape == Shape.StringList) return p + " is null ? null : new global::System.Collections.Generic.List<string>(" + p + ")";
                return p;
        }
    }

    private static string Equal(Field f)
    {
        string p = f.Property;
        string o = "other." + f.Property;
        switch (f.Wrap)
        {
            case Wrap.List: return Compare + ".Lists(" + p + ", " + o + ElementComparer(f) + ")";
            case Wrap.Map: return Compare + ".Maps(" + p + ", " + o + ElementComparer(f) + ")";
        }
        if (f.Shape == Shape.Struct)
            return f.Wrap == Wrap.Pointer ? "(" + p + " is null ? " + o + " is null : " + p + ".DeepEquals(" + o + "))" : p + ".DeepEquals(" + o + ")";
        if (f.Shape == Shape.Bytes) return Compare + ".Bytes(" + p + ", " + o + ")";
        if (f.Shape == Shape.StringList) return Compare + ".Lists(" + p + ", " + o + ")";
        if (CSharp.IsRaw(f) || f.Shape == Shape.Quantity || f.Shape == Shape.IntOrString)
            return f.Wrap == Wrap.Pointer || CSharp.IsRaw(f) ? "global::System.Nullable.Equals(" + p + ", " + o + ")" : p + ".Equals(" + o + ")";
        return "(" + p + " == " + o + ")";
    }

    private static string ElementComparer(Field f)
    {
        if (f.Shape == Shape.Struct) return ", static (a, b) => a.DeepEquals(b)";
        if (f.Shape == Shape.Bytes) return ", static (a, b) => " + Compare + ".Bytes(a, b)";
        if (f.Shape == Shape.StringList) return ", static (a, b) => " + Compare + ".Lists(a, b)";
        return "";
    }
}
