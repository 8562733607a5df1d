using System.Collections.Generic;
using System.Linq;
using Netes.Api.Generator.Definitions;

namespace Netes.Api.Generator.Emit;

/// <summary>Emits the schema table of a type; it is built when first asked for.</summary>
internal static class SchemaEmitter
{
    private const string S = "global::Netes.Api.Schemas.";

    public static void Emit(CodeWriter w, ApiType t)
    {
        string hides = t.Base != null ? "new " : "";
        w.Line();
        w.Line("private static " + S + "Schema? s_schema;");
        w.Line("public static " + hides + S + "Schema Schema => s_schema ??= " + S + "Schema.Object(" + CodeWriter.Quote(t.File.Package + "." + t.Name) + ", " +
            (t.Atomic ? "true" : "false") + ", static () =>");
        w.Line("[");
        if (t.IsKind)
        {
            w.Line("new(\"apiVersion\", " + S + "Schema.String),");
            w.Line("new(\"kind\", " + S + "Schema.String),");
        }
        foreach (var f in t.AllFields()) w.Line(FieldText(f) + ",");
        w.Line("]);");
    }

    private static string FieldText(Field f)
    {
        string schema = Element(f);
        if (f.Wrap == Wrap.List || (f.Wrap == Wrap.None && f.Shape == Shape.StringList)) schema = f.Wrap == Wrap.List ? S + "Schema.List(() => " + schema + ")" : schema;
        else if (f.Wrap == Wrap.Map) schema = S + "Schema.Map(() => " + schema + ", " + (f.AtomicMap ? "true" : "false") + ")";
        string lazily = f.Shape == Shape.Struct && f.Wrap != Wrap.List && f.Wrap != Wrap.Map ? "static () => " + schema : schema;
        var options = new List<string>();
        if (f.Required) options.Add("Required = true");
        if (!f.OmitEmpty && !f.OmitZero) options.Add("AlwaysWritten = true");
        if (f.Wrap == Wrap.Pointer) options.Add("Pointer = true");
        if (f.ListType == "set") options.Add("ListType = " + S + "ListType.Set");
        if (f.ListType == "map") options.Add("ListType = " + S + "ListType.Map");
        if (f.ListType == "atomic") options.Add("ListType = " + S + "ListType.Atomic");
        if (f.ListMapKeys.Count > 0) options.Add("ListMapKeys = [" + string.Join(", ", f.ListMapKeys.Select(CodeWriter.Quote)) + "]");
        if (f.AtomicStruct) options.Add("AtomicStruct = true");
        if (f.Granular) options.Add("Granular = true");
        if (f.PatchMerge) options.Add("PatchMerge = true");
        if (f.PatchRetainKeys) options.Add("PatchRetainKeys = true");
        if (f.PatchReplace) options.Add("PatchReplace = true");
        if (f.PatchMergeKey.Length > 0) options.Add("PatchMergeKey = " + CodeWriter.Quote(f.PatchMergeKey));
        if (f.Default != null) options.Add("DefaultJson = " + CodeWriter.Quote(f.Default));
        if (f.Format.Length > 0) options.Add("Format = " + CodeWriter.Quote(f.Format));
        return "new(" + CodeWriter.Quote(f.Json) + ", " + lazily + ")" + (options.Count > 0 ? " { " + string.Join(", ", options) + " }" : "");
    }

    private static string Element(Field f)
    {
        switch (f.Shape)
        {
            case Shape.String:
                return f.Names != null && f.Names.Closed && f.Names.Values.Count > 0
                    ? "global::Netes.Api." + f.NamesFile!.Namespace + ".EnumSchemas." + f.Names.Name
                    : S + "Schema.String";
            case Shape.Int32: return S + "Schema.Int32";
            case Shape.Int64: return S + "Schema.Int64";
            case Shape.Bool: return S + "Schema.Boolean";
            case Shape.Double: return S + "Schema.Double";
            case Shape.Bytes: return S + "Schema.Bytes";
            case Shape.Time: return S + "Schema.Time";
            case Shape.MicroTime: return S + "Schema.MicroTime";
            case Shape.Duration: return S + "Schema.Duration";
            case Shape.Quantity: return S + "Schema.Quantity";
            case Shape.IntOrString: return S + "Schema.IntOrString";
            case Shape.Raw: return S + "Schema.RawExtension";
            case Shape.FieldsV1: return S + "Schema.FieldsV1";
            case Shape.Json: return S + "Schema.Json";
            case Shape.Any: return S + "Schema.Any";
            case Shape.StringList: return S + "Schema.StringList";
            default: return "global::" + f.Struct!.FullName + ".Schema";
        }
    }

    public static void EmitEnums(CodeWriter w, ApiFile file)
    {
        w.Line("internal static class EnumSchemas");
        w.Line("{");
        foreach (var n in file.Names.Where(n => n.Closed && n.Values.Count > 0))
            w.Line("public static readonly " + S + "Schema " + n.Name + " = " + S + "Schema.Enum([" + string.Join(", ", n.Values.Select(CodeWriter.Quote)) + "]);");
        w.Line("}");
        w.Line();
    }
}
