using System.Collections.Generic;
using System.Linq;
using Netes.Api.Generator.Definitions;

namespace Netes.Api.Generator.Emit;

/// <summary>
/// Emits the protobuf codec of a type. Like Go's generated code it writes backwards, so that the length of a nested message is
/// known when its prefix is written; fields held by value are written even when empty.
/// </summary>
internal static class ProtobufEmitter
{
    private const string Reader = "global::Netes.Api.Protobuf.ProtobufReader";
    private const string Writer = "global::Netes.Api.Protobuf.ProtobufWriter";

    public static void Emit(CodeWriter w, ApiType t)
    {
        string self = "global::" + t.FullName;
        string hides = t.Base != null ? "new " : "";
        var fields = t.Fields.Where(f => f.Number > 0).OrderBy(f => f.Number).ToList();
        w.Line();
        w.Line("public static " + hides + self + " ReadProtobuf(ref " + Reader + " r)");
        w.Line("{");
        w.Line("var o = new " + self + "();");
        // Protobuf leaves kind and apiVersion to the envelope.
        if (t.IsKind) w.Line("o.Kind = o.ApiVersion = \"\";");
        w.Line("ReadProtobufInto(ref r, o);");
        w.Line("return o;");
        w.Line("}");
        w.Line();
        w.Line("internal static void ReadProtobufInto(ref " + Reader + " r, " + self + " o)");
        w.Line("{");
        w.Line("int end = r.BeginMessage();");
        w.Line("while (r.NextField(end, out int field))");
        w.Line("{");
        w.Line("switch (field)");
        w.Line("{");
        if (t.Base != null)
            w.Line("case " + t.BaseNumber + ": global::" + t.Base.FullName + ".ReadProtobufInto(ref r, o); break;");
        foreach (var f in fields) w.Line("case " + f.Number + ": " + Read(f) + " break;");
        w.Line("default: r.Skip(); break;");
        w.Line("}");
        w.Line("}");
        w.Line("r.EndMessage(end);");
        w.Line("}");
        w.Line();
        w.Line("public " + hides + "void WriteProtobuf(" + Writer + " w)");
        w.Line("{");
        var writes = fields.Select(f => new KeyValuePair<int, string>(f.Number, Write(f))).ToList();
        if (t.Base != null)
            writes.Add(new KeyValuePair<int, string>(t.BaseNumber, "{ int m = w.Mark(); base.WriteProtobuf(w); w.Message(" + t.BaseNumber + ", m); }"));
        foreach (var write in writes.OrderByDescending(x => x.Key)) w.Line(write.Value);
        w.Line("}");
    }

    private static string Read(Field f)
    {
        string p = "o." + f.Property;
        if (f.Wrap == Wrap.List)
        {
            if (f.Shape == Shape.Int32 || f.Shape == Shape.Int64 || f.Shape == Shape.Bool)
                return "r.Repeated(" + p + " ??= [], static (ref " + Reader + " r) => " + ReadElement(f) + ");";
            return "(" + p + " ??= []).Add(" + ReadElement(f) + ");";
        }
        if (f.Wrap == Wrap.Map)
            return "{ r.MapEntry(static (ref " + Reader + " r) => " + ReadElement(f) + ", " + MapDefault(f) + ", out var k, out var v); (" + p + " ??= [])[k] = v; }";
        if (CSharp.NullWhenAbsent(f) && !CSharp.IsRaw(f)) return p + " = " + (f.Shape == Shape.Time ? "r.Time();" : "r.MicroTime();");
        if (CSharp.IsRaw(f)) return p + " = r.Raw();";
        return p + " = " + ReadElement(f) + ";";
    }

    private static string MapDefault(Field f)
    {
        switch (f.Shape)
        {
            case Shape.String: return "static () => \"\"";
            case Shape.Bytes:
            case Shape.StringList: return "static () => []";
            case Shape.Struct: return "static () => new " + CSharp.Element(f) + "()";
            default: return "static () => default(" + CSharp.Element(f) + ")";
        }
    }

    private static string ReadElement(Field f)
    {
        switch (f.Shape)
        {
            case Shape.String: return "r.String()";
            case Shape.Int32: return "r.Int32()";
            case Shape.Int64: return "r.Int64()";
            case Shape.Bool: return "r.Bool()";
            case Shape.Double: return "r.Double()";
            case Shape.Bytes: return "r.Bytes()";
            case Shape.Time: return "r.Time() ?? default";
            case Shape.MicroTime: return "r.MicroTime() ?? default";
            case Shape.Duration: return "r.Duration()";
            case Shape.Quantity: return "r.Quantity()";
            case Shape.IntOrString: return "r.IntOrString()";
            case Shape.Raw:
            case Shape.FieldsV1:
            case Shape.Json:
            case Shape.Any: return "r.Raw() ?? default";
            case Shape.StringList: return "r.StringList()";
            default: return "global::" + f.Struct!.FullName + ".ReadProtobuf(ref r)";
        }
    }

    private static string Write(Field f)
    {
        string p = f.Property;
        if (f.Wrap == Wrap.List)
            return "if (" + p + " is not null) for (int i = " + p + ".Count - 1; i >= 0; i--) " + WriteElement(f, f.Number, p + "[i]");
        if (f.Wrap == Wrap.Map)
            return "if (" + p + " is not null) foreach (var e in global::Netes.Api.Protobuf.ProtobufWriter.SortedDescending(" + p + ")) { int entry = w.Mark(); " +
                WriteElement(f, 2, "e.Value") + " w.String(1, e.Key); w.Message(" + f.Number + ", entry); }";
        if (f.Wrap == Wrap.Pointer) return "if (" + p + " is { } v" + p + ") " + WriteElement(f, f.Number, "v" + p);
        if (f.Shape == Shape.Bytes || f.Shape == Shape.StringList) return "if (" + p + " is not null) " + WriteElement(f, f.Number, p);
        return WriteElement(f, f.Number, p);
    }

    private static string WriteElement(Field f, int number, string value)
    {
        switch (f.Shape)
        {
            case Shape.String: return "w.String(" + number + ", " + value + ");";
            case Shape.Int32:
            case Shape.Int64: return "w.Int64(" + number + ", " + value + ");";
            case Shape.Bool: return "w.Bool(" + number + ", " + value + ");";
            case Shape.Double: return "w.Double(" + number + ", " + value + ");";
            case Shape.Bytes: return "w.Bytes(" + number + ", " + value + ");";
            case Shape.Time: return "w.Time(" + number + ", " + value + ");";
            case Shape.MicroTime: return "w.MicroTime(" + number + ", " + value + ");";
            case Shape.Duration: return "w.Duration(" + number + ", " + value + ");";
            case Shape.Quantity: return "w.Quantity(" + number + ", " + value + ");";
            case Shape.IntOrString: return "w.IntOrString(" + number + ", " + value + ");";
            case Shape.Raw:
            case Shape.FieldsV1:
            case Shape.Json:
            case Shape.Any: return "w.Raw(" + number + ", " + value + ");";
            case Shape.StringList: return "w.StringList(" + number + ", " + value + ");";
            default: return "{ int m = w.Mark(); " + value + ".WriteProtobuf(w); w.Message(" + number + ", m); }";
        }
    }
}
