using System.Collections.Generic;
using System.Linq;
using Netes.Api.Generator.Definitions;

namespace Netes.Api.Generator.Emit;

/// <summary>Emits one class per type: properties, and the codec, copy and comparison members around them.</summary>
internal static class TypeEmitter
{
    public static void Emit(CodeWriter w, ApiType t)
    {
        string modifiers = t.IsBase ? "public partial class " : "public sealed partial class ";
        string self = "global::" + t.FullName;
        var bases = new List<string>();
        if (t.Base != null) bases.Add("global::" + t.Base.FullName);
        var metadata = t.Fields.FirstOrDefault(f => f.Json == "metadata" && f.Struct != null);
        var items = t.Fields.FirstOrDefault(f => f.Json == "items" && f.Wrap == Wrap.List && f.Struct != null);
        bool isObject = t.IsKind && metadata?.Struct?.Name == "ObjectMeta";
        bool isList = t.IsKind && metadata?.Struct?.Name == "ListMeta" && items != null;
        if (isObject) bases.Add("global::Netes.Api.IApiObject<" + self + ">");
        else if (isList) bases.Add("global::Netes.Api.IApiList<" + self + ", " + CSharp.Element(items!) + ">");
        else if (t.IsKind) bases.Add("global::Netes.Api.IApiKind<" + self + ">");
        else bases.Add("global::Netes.Api.IApiType<" + self + ">");
        w.Line("/// <summary><c>" + t.ApiVersion + "</c> " + t.Name + ".</summary>");
        w.Line(modifiers + t.Name + " : " + string.Join(", ", bases));
        w.Line("{");
        if (t.IsKind)
        {
            w.Line("public string Kind { get; set; } = " + CodeWriter.Quote(t.Name) + ";");
            w.Line("public string ApiVersion { get; set; } = " + CodeWriter.Quote(t.ApiVersion) + ";");
        }
        foreach (var f in t.Fields)
            w.Line("public " + CSharp.Type(f) + " " + f.Property + " { get; set; }" + CSharp.Initializer(f));
        JsonEmitter.Emit(w, t);
        ProtobufEmitter.Emit(w, t);
        CopyEmitter.Emit(w, t);
        SchemaEmitter.Emit(w, t);
        if (t.IsKind)
        {
            w.Line();
            w.Line("public static global::Netes.Api.KindInfo KindInfo { get; } = global::Netes.Api.KindInfo.Of<" + self + ">(new(" +
                CodeWriter.Quote(t.Group) + ", " + CodeWriter.Quote(t.File.Version) + ", " + CodeWriter.Quote(t.Name) + "));");
            w.Line("global::Netes.Api.KindInfo global::Netes.Api.IApiKind.Info => KindInfo;");
        }
        w.Line("}");
        w.Line();
    }

    public static void EmitNames(CodeWriter w, Names names)
    {
        if (names.Values.Count == 0) return;
        var taken = new HashSet<string>();
        w.Line("/// <summary>" + (names.Closed ? "The values" : "Known values") + " of " + names.Name + ".</summary>");
        w.Line("public static class " + names.Name);
        w.Line("{");
        foreach (string value in names.Values)
            w.Line("public const string " + CSharp.ConstantName(value, taken, names.Name) + " = " + CodeWriter.Quote(value) + ";");
        w.Line("}");
        w.Line();
    }
}
