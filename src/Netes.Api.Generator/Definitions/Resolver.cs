using System;
using System.Collections.Generic;
using System.Linq;

namespace Netes.Api.Generator.Definitions;

/// <summary>Turns the type texts of fields into references, and gives every field its C# name.</summary>
internal sealed class Resolver
{
    private static readonly Dictionary<string, Shape> Builtins = new Dictionary<string, Shape>
    {
        ["string"] = Shape.String, ["int32"] = Shape.Int32, ["int64"] = Shape.Int64, ["bool"] = Shape.Bool,
        ["float64"] = Shape.Double, ["bytes"] = Shape.Bytes, ["Time"] = Shape.Time, ["MicroTime"] = Shape.MicroTime,
        ["Duration"] = Shape.Duration, ["Quantity"] = Shape.Quantity, ["IntOrString"] = Shape.IntOrString,
        ["RawExtension"] = Shape.Raw, ["FieldsV1"] = Shape.FieldsV1, ["JSON"] = Shape.Json, ["any"] = Shape.Any,
        ["StringList"] = Shape.StringList,
    };

    private static readonly Dictionary<Shape, string> GoNames = new Dictionary<Shape, string>
    {
        [Shape.String] = "string", [Shape.Int32] = "int32", [Shape.Int64] = "int64", [Shape.Bool] = "bool",
        [Shape.Double] = "float64", [Shape.Bytes] = "[]uint8", [Shape.Time] = "v1.Time", [Shape.MicroTime] = "v1.MicroTime",
        [Shape.Duration] = "v1.Duration", [Shape.Quantity] = "resource.Quantity", [Shape.IntOrString] = "intstr.IntOrString",
        [Shape.Raw] = "runtime.RawExtension", [Shape.FieldsV1] = "v1.FieldsV1", [Shape.Json] = "v1.JSON",
        [Shape.Any] = "interface {}", [Shape.StringList] = "[]string",
    };

    /// <summary>Types written by hand in src/Netes.Api because their JSON is not that of a struct.</summary>
    private static readonly string[] HandWritten =
    {
        "JSONSchemaPropsOrArray", "JSONSchemaPropsOrBool", "JSONSchemaPropsOrStringArray",
    };

    private readonly List<ApiFile> _files;
    private readonly Dictionary<string, ApiType> _types = new Dictionary<string, ApiType>();
    private readonly Dictionary<string, KeyValuePair<ApiFile, Names>> _names = new Dictionary<string, KeyValuePair<ApiFile, Names>>();

    public Resolver(List<ApiFile> files)
    {
        _files = files;
        foreach (var file in files)
        {
            foreach (var type in file.Types) _types[file.Namespace + "." + type.Name] = type;
            foreach (var names in file.Names) _names[file.Namespace + "." + names.Name] = new KeyValuePair<ApiFile, Names>(file, names);
            if (file.Namespace != "ApiExtensionsV1") continue;
            foreach (string name in HandWritten)
                _types[file.Namespace + "." + name] = new ApiType { File = file, Name = name };
        }
    }

    public void Resolve()
    {
        foreach (var type in _files.SelectMany(f => f.Types))
        {
            if (type.BaseName != null)
            {
                type.Base = Find(type.File, type.BaseName) ?? throw new DefinitionException("no type " + type.BaseName);
                type.Base.IsBase = true;
            }
            foreach (var field in type.Fields) Resolve(type, field);
        }
    }

    private ApiType? Find(ApiFile file, string name) =>
        _types.TryGetValue(name.IndexOf('.') >= 0 ? name : file.Namespace + "." + name, out var type) ? type : null;

    private void Resolve(ApiType owner, Field field)
    {
        string text = field.TypeText;
        string prefix = "";
        if (text[0] == '*')
        {
            field.Wrap = Wrap.Pointer;
            text = text.Substring(1);
        }
        else if (text.StartsWith("[]", StringComparison.Ordinal))
        {
            field.Wrap = Wrap.List;
            prefix = "[]";
            text = text.Substring(2);
        }
        else if (text.StartsWith("map[string]", StringComparison.Ordinal))
        {
            field.Wrap = Wrap.Map;
            prefix = "map[string]";
            text = text.Substring("map[string]".Length);
        }

        string qualified = text.IndexOf('.') >= 0 ? text : owner.File.Namespace + "." + text;
        if (_names.TryGetValue(qualified, out var names))
        {
            field.Shape = Shape.String;
            field.Names = names.Value;
            field.NamesFile = names.Key;
            field.GoElement = names.Key.Version + "." + names.Value.Name;
        }
        else if (Builtins.TryGetValue(text, out var shape))
        {
            field.Shape = shape;
            field.GoElement = GoNames[shape];
        }
        else
        {
            field.Shape = Shape.Struct;
            field.Struct = Find(owner.File, text) ?? throw new DefinitionException("no type " + text + " for " + owner.Name + "." + field.Json);
            field.GoElement = field.Struct.File.Version + "." + field.Struct.Name;
        }
        field.GoType = prefix + field.GoElement;
        field.Property = PropertyName(field.Json);
        if (field.Property == "Schema" || field.Property == owner.Name || (owner.Base != null && field.Property == owner.Base.Name)) field.Property += "Value";
    }

    /// <summary><c>clusterIP</c> → <c>ClusterIP</c>, <c>$ref</c> → <c>Ref</c>, <c>x-kubernetes-list-type</c> → <c>XKubernetesListType</c>.</summary>
    private static string PropertyName(string json)
    {
        var parts = json.TrimStart('$').Split('-');
        return string.Concat(parts.Where(p => p.Length > 0).Select(p => char.ToUpperInvariant(p[0]) + p.Substring(1)));
    }
}
