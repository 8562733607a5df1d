using System.Text.Json;
using Netes.Api.Json;
using Netes.Api.Protobuf;
using Netes.Api.Schemas;

namespace Netes.Api.ApiExtensionsV1;

/// <summary>A schema, or the names of properties that must be there.</summary>
public sealed class JSONSchemaPropsOrStringArray : IApiType<JSONSchemaPropsOrStringArray>
{
    public JSONSchemaProps? Props { get; set; }

    public List<string>? Property { get; set; }

    public static Schema Schema { get; } = Schema.NamedJson("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray");

    public static JSONSchemaPropsOrStringArray ReadJson(ref JsonDecoder decoder) => decoder.IsArray
        ? new() { Property = decoder.StringList("[]string") }
        : new() { Props = JSONSchemaProps.ReadJson(ref decoder) };

    public void WriteJson(Utf8JsonWriter writer)
    {
        if (Property is { Count: > 0 }) JsonEncoder.Strings(writer, Property);
        else if (Props is not null) Props.WriteJson(writer);
        else writer.WriteNullValue();
    }

    public static JSONSchemaPropsOrStringArray ReadProtobuf(ref ProtobufReader reader)
    {
        var value = new JSONSchemaPropsOrStringArray();
        int end = reader.BeginMessage();
        while (reader.NextField(end, out int field))
        {
            if (field == 1) value.Props = JSONSchemaProps.ReadProtobuf(ref reader);
            else if (field == 2) (value.Property ??= []).Add(reader.String());
            else reader.Skip();
        }
        reader.EndMessage(end);
        return value;
    }

    public void WriteProtobuf(ProtobufWriter writer)
    {
        for (int i = (Property?.Count ?? 0) - 1; i >= 0; i--) writer.String(2, Property![i]);
        if (Props is null) return;
        int mark = writer.Mark();
        Props.WriteProtobuf(writer);
        writer.Message(1, mark);
    }

    public JSONSchemaPropsOrStringArray Clone() => new() { Props = Props?.Clone(), Property = Property is null ? null : [.. Property] };

    public bool DeepEquals(JSONSchemaPropsOrStringArray? other) =>
        other is not null && (Props is null ? other.Props is null : Props.DeepEquals(other.Props)) && DeepCompare.Lists(Property, other.Property);
}
