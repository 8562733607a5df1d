using System.Text.Json;
using Netes.Api.Json;
using Netes.Api.Protobuf;
using Netes.Api.Schemas;

namespace Netes.Api.ApiExtensionsV1;

/// <summary>A schema, or true (anything) or false (nothing).</summary>
public sealed class JSONSchemaPropsOrBool : IApiType<JSONSchemaPropsOrBool>
{
    public bool Allows { get; set; }

    public JSONSchemaProps? Props { get; set; }

    public static Schema Schema { get; } = Schema.NamedJson("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool");

    public static JSONSchemaPropsOrBool ReadJson(ref JsonDecoder decoder) =>
        decoder.IsObject ? new() { Allows = true, Props = JSONSchemaProps.ReadJson(ref decoder) } : new() { Allows = decoder.Bool() };

    public void WriteJson(Utf8JsonWriter writer)
    {
        if (Props is not null) Props.WriteJson(writer);
        else writer.WriteBooleanValue(Allows);
    }

    public static JSONSchemaPropsOrBool ReadProtobuf(ref ProtobufReader reader)
    {
        var value = new JSONSchemaPropsOrBool();
        int end = reader.BeginMessage();
        while (reader.NextField(end, out int field))
        {
            if (field == 1) value.Allows = reader.Bool();
            else if (field == 2) value.Props = JSONSchemaProps.ReadProtobuf(ref reader);
            else reader.Skip();
        }
        reader.EndMessage(end);
        return value;
    }

    public void WriteProtobuf(ProtobufWriter writer)
    {
        if (Props is not null)
        {
            int mark = writer.Mark();
            Props.WriteProtobuf(writer);
            writer.Message(2, mark);
        }
        writer.Bool(1, Allows);
    }

    public JSONSchemaPropsOrBool Clone() => new() { Allows = Allows, Props = Props?.Clone() };

    public bool DeepEquals(JSONSchemaPropsOrBool? other) =>
        other is not null && Allows == other.Allows && (Props is null ? other.Props is null : Props.DeepEquals(other.Props));
}
