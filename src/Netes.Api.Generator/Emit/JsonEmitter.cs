using System.Linq;
using Netes.Api.Generator.Definitions;

namespace Netes.Api.Generator.Emit;

/// <summary>
/// Emits the JSON codec of a type. It writes what Go's encoding/json writes: <c>omitempty</c> leaves out empty strings, zero
/// numbers, false, nil and empty lists and maps, but never a struct that is held by value.
/// </summary>
internal static class JsonEmitter
{
    private const string Decoder = "global::Netes.Api.Json.JsonDecoder";
    private const string Writer = "global::System.Text.Json.Utf8JsonWriter";

    public static void Emit(CodeWriter w, ApiType t)
    {
        string self = "global::" + t.FullName;
        string hides = t.Base != null ? "new " : "";
        w.Line();
        w.Line("public static " + hides + self + " ReadJson(ref " + Decoder + " d)");
        w.Line("{");
        w.Line("var o = new " + self + "();");
        // Objects inside of others carry no kind of their own unless they say so.
        if (t.IsKind) w.Line("if (d.IsNested) o.Kind = o.ApiVersion = \"\";");
        w.Line("if (!d.BeginObject(" + CodeWriter.Quote(t.Name) + ", " + CodeWriter.Quote(t.File.Version + "." + t.Name) + ")) return o;");
        w.Line("while (d.NextField())");
        w.Line("{");
        w.Line("switch (d.FieldLength)");
        w.Line("{");
        var all = t.AllFields();
        var entries = all.Select((f, i) => new { f.Json, Index = i + 2, Read = Read(f) }).ToList();
        if (t.IsKind)
        {
            entries.Insert(0, new { Json = "kind", Index = 0, Read = "o.Kind = d.String(o.Kind);" });
            entries.Insert(1, new { Json = "apiVersion", Index = 1, Read = "o.ApiVersion = d.String(o.ApiVersion);" });
        }
        if (entries.Count == 0) w.Line("default: break;");
        foreach (var group in entries.GroupBy(e => e.Json.Length).OrderBy(g => g.Key))
        {
            w.Line("case " + group.Key + ":");
            foreach (var e in group)
                w.Line("if (d.Is(" + CodeWriter.Quote(e.Json) + "u8, " + CodeWriter.Quote(e.Json) + ", " + e.Index + ")) { " + e.Read + " continue; }");
            w.Line("break;");
        }
        w.Line("}");
        w.Line("d.Unknown();");
        w.Line("}");
        w.Line("d.EndObject();");
        w.Line("return o;");
        w.Line("}");
        w.Line();
        w.Line("public " + hides + "void WriteJson(" + Writer + " w)");
        w.Line("{");
        w.Line("w.WriteStartObject();");
        if (t.IsKind)
        {
            w.Line("if (Kind.Length != 0) w.WriteString(\"kind\"u8, Kind);");
            w.Line("if (ApiVersion.Length != 0) w.WriteString(\"apiVersion\"u8, ApiVersion);");
        }
        foreach (var f in all) w.Line(Write(f));
        w.Line("w.WriteEndObject();");
        w.Line("}");
    }

    private static string Read(Field f)
    {
        string target = "o." + f.Property;
        string go = CodeWriter.Quote(f.GoType);
        string element = CodeWriter.Quote(f.GoElement);
        string type = CSharp.Element(f);
        if (f.Wrap == Wrap.List)
            return target + " = d.List<" + type + ">(" + go + ", static (ref " + Decoder + " d) => " + ReadElement(f, element) + ");";
        if (f.Wrap == Wrap.Map)
            return target + " = d.Map<" + type + ">(" + go + ", static (ref " + Decoder + " d) => " + ReadElement(f, element) + ");";
        if (f.Wrap == Wrap.Pointer || CSharp.NullWhenAbsent(f))
        {
            // A raw value may itself be null (JSON's null), but a pointer to it is then nil, as in Go.
            return target + " = d.IsNull ? default(" + type + "?) : " + ReadElement(f, element) + ";";
        }
        if (f.Shape == Shape.Bytes) return target + " = d.Bytes();";
        if (f.Shape == Shape.StringList) return target + " = d.StringList(" + go + ");";
        return "if (!d.IsNull) " + target + " = " + ReadElement(f, element) + ";";
    }

    private static string ReadElement(Field f, string go)
    {
        switch (f.Shape)
        {
            case Shape.String: return f.Names != null ? "d.String(\"\", " + go + ")" : "d.String()";
            case Shape.Int32: return "d.Int32()";
            case Shape.Int64: return "d.Int64()";
            case Shape.Bool: return "d.Bool()";
            case Shape.Double: return "d.Double()";
            case Shape.Bytes: return "d.Bytes()!";
            case Shape.Time:
            case Shape.MicroTime: return "d.Time()";
            case Shape.Duration: return "d.Duration()";
            case Shape.Quantity: return "d.Quantity()";
            case Shape.IntOrString: return "d.IntOrString()";
            case Shape.Raw:
            case Shape.FieldsV1:
            case Shape.Json:
            case Shape.Any: return "d.Raw()";
            case Shape.StringList: return "d.StringList(" + go + ")!";
            default: return "global::" + f.Struct!.FullName + ".ReadJson(ref d)";
        }
    }

    private static string Write(Field f)
    {
        string name = CodeWriter.Quote(f.Json) + "u8";
        string p = f.Property;
        string writeName = "w.WritePropertyName(" + name + "); ";
        if (f.Wrap == Wrap.List)
        {
            string body = "w.WriteStartArray(); foreach (var e in " + p + ") " + WriteElement(f, "e") + " w.WriteEndArray();";
            return f.OmitEmpty
                ? "if (" + p + " is { Count: > 0 }) { " + writeName + body + " }"
                : writeName + "if (" + p + " is null) w.WriteNullValue(); else { " + body + " }";
        }
        if (f.Wrap == Wrap.Map)
        {
            string body = "w.WriteStartObject(); foreach (var e in global::Netes.Api.Json.JsonEncoder.Sorted(" + p + ")) { w.WritePropertyName(e.Key); " +
                WriteElement(f, "e.Value") + " } w.WriteEndObject();";
            return f.OmitEmpty
                ? "if (" + p + " is { Count: > 0 }) { " + writeName + body + " }"
                : writeName + "if (" + p + " is null) w.WriteNullValue(); else { " + body + " }";
        }
        if (f.Wrap == Wrap.Pointer)
        {
            string body = writeName + WriteElement(f, "v" + p);
            return f.OmitEmpty
                ? "if (" + p + " is { } v" + p + ") { " + body + " }"
                : "if (" + p + " is { } v" + p + ") { " + body + " } else w.WriteNull(" + name + ");";
        }
        switch (f.Shape)
        {
            case Shape.String: return Guard(f, p + ".Length != 0", "w.WriteString(" + name + ", " + p + ");");
            case Shape.Int32:
            case Shape.Int64: return Guard(f, p + " != 0", "w.WriteNumber(" + name + ", " + p + ");");
            case Shape.Bool: return Guard(f, p, "w.WriteBoolean(" + name + ", " + p + ");");
            case Shape.Double: return Guard(f, p + " != 0", writeName + WriteElement(f, p));
            case Shape.Bytes:
                return f.OmitEmpty
                    ? "if (" + p + " is { Length: > 0 }) w.WriteBase64String(" + name + ", " + p + ");"
                    : "if (" + p + " is null) w.WriteNull(" + name + "); else w.WriteBase64String(" + name + ", " + p + ");";
            case Shape.StringList:
                return (f.OmitEmpty ? "if (" + p + " is { Count: > 0 }) " : "") + "{ " + writeName + WriteElement(f, p) + " }";
            case Shape.Time:
            case Shape.MicroTime:
            case Shape.Raw:
            case Shape.FieldsV1:
            case Shape.Json:
            case Shape.Any:
                return f.OmitZero
                    ? "if (" + p + " is { } v" + p + ") { " + writeName + WriteElement(f, "v" + p) + " }"
                    : "if (" + p + " is { } v" + p + ") { " + writeName + WriteElement(f, "v" + p) + " } else w.WriteNull(" + name + ");";
            default: return writeName + WriteElement(f, p);
        }
    }

    private static string Guard(Field f, string condition, string write) => f.OmitEmpty ? "if (" + condition + ") " + write : write;

    private static string WriteElement(Field f, string value)
    {
        switch (f.Shape)
        {
            case Shape.String: return "w.WriteStringValue(" + value + ");";
            case Shape.Int32:
            case Shape.Int64: return "w.WriteNumberValue(" + value + ");";
            case Shape.Bool: return "w.WriteBooleanValue(" + value + ");";
            case Shape.Bytes: return "w.WriteBase64StringValue(" + value + ");";
            case Shape.Double: return "global::Netes.Api.Json.JsonEncoder.Double(w, " + value + ");";
            case Shape.Time: return "global::Netes.Api.Json.JsonEncoder.Time(w, " + value + ");";
            case Shape.MicroTime: return "global::Netes.Api.Json.JsonEncoder.MicroTime(w, " + value + ");";
            case Shape.Duration: return "global::Netes.Api.Json.JsonEncoder.Duration(w, " + value + ");";
            case Shape.StringList: return "global::Netes.Api.Json.JsonEncoder.Strings(w, " + value + ");";
            default: return value + ".WriteJson(w);";
        }
    }
}
