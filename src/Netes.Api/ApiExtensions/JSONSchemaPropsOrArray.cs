using System.Text.Json;
using Netes.Api.Json;
using Netes.Api.Protobuf;
using Netes.Api.Schemas;

namespace Netes.Api.ApiExtensionsV1;

/// <summary>One schema for all elements, or one for each.</summary>
public sealed class JSONSchemaPropsOrArray : IApiType<JSONSchemaPropsOrArray>
{
    public JSONSchemaProps? Props { get; set; }

    public List<JSONSchemaProps>? List { get; set; }

    public static Schema Schema { get; } = Schema.NamedJson("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray");

    public static JSONSchemaPropsOrArray ReadJson(ref JsonDecoder decoder) => decoder.IsArray
        ? new() { List = decoder.List("[]v1.JSONSchemaProps", static (ref JsonDecoder d) => JSONSchemaProps.ReadJson(ref d)) }
        : new() { Props = JSONSchemaProps.ReadJson(ref decoder) };

    public void WriteJson(Utf8JsonWriter writer)
    {
        if (List is { Count: > 0 })
        {
            writer.WriteStartArray();
            foreach (var schema in List) schema.WriteJson(writer);
            writer.WriteEndArray();
        }
        else if (Props is not null) Props.WriteJson(writer);
        else writer.WriteNullValue();
    }

    public static JSONSchemaPropsOrArray ReadProtobuf(ref ProtobufReader reader)
    {
        var value = new JSONSchemaPropsOrArray();
        int end = reader.BeginMessage();
        while (reader.NextField(end, out int field))
        {
            if (field == 1) value.Props = JSONSchemaProps.ReadProtobuf(ref reader);
            else if (field == 2) (value.List ??= []).Add(JSONSchemaProps.ReadProtobuf(ref reader));
            else reader.Skip();
        }
        reader.EndMessage(end);
        return value;
    }

    public void WriteProtobuf(ProtobufWriter writer)
    {
        for (int i = (List?.Count ?? 0) - 1; i >= 0; i--) Write(writer, 2, List![i]);
        if (Props is not null) Write(writer, 1, Props);
    }

    private static void Write(ProtobufWriter writer, int field, JSONSchemaProps schema)
    {
        int mark = writer.Mark();
        schema.WriteProtobuf(writer);
        writer.Message(field, mark);
    }

    public JSONSchemaPropsOrArray Clone() => new() { Props = Props?.Clone(), List = List?.ConvertAll(static s => s.Clone()) };

    public bool DeepEquals(JSONSchemaPropsOrArray? other) =>
        other is not null && (Props is null ? other.Props is null : Props.DeepEquals(other.Props)) &&
        DeepCompare.Lists(List, other.List, static (a, b) => a.DeepEquals(b));
}
