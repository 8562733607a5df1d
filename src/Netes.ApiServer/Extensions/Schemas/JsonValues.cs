using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Netes.ApiServer.Patching;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>Free JSON as the rules of custom resources see it: what a value is, and in one spelling.</summary>
internal static class JsonValues
{
    /// <summary>The JSON schema name of a value's type. Whole numbers written with a fraction are "number".</summary>
    public static string TypeOf(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            _ => node.AsValue().TryGetValue(out long _) ? "integer" : "number",
        },
    };

    public static double Number(JsonNode node) =>
        node.AsValue().TryGetValue(out long integer) ? integer
        : node.AsValue().TryGetValue(out double number) ? number
        : double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    /// <summary>Writes a value with members in order and numbers as Go writes them, so that equal objects are equal bytes.</summary>
    public static void Write(Utf8JsonWriter json, JsonNode? node)
    {
        switch (node)
        {
            case null:
                json.WriteNullValue();
                break;
            case JsonObject obj:
                json.WriteStartObject();
                WriteMembers(json, obj);
                json.WriteEndObject();
                break;
            case JsonArray list:
                json.WriteStartArray();
                foreach (JsonNode? element in list) Write(json, element);
                json.WriteEndArray();
                break;
            default:
                if (node.GetValueKind() != JsonValueKind.Number) node.WriteTo(json);
                else if (node.AsValue().TryGetValue(out long integer)) json.WriteNumberValue(integer);
                else json.WriteRawValue(GoNumber(Number(node)), skipInputValidation: true);
                break;
        }
    }

    /// <summary>The members of an object, in Go's order.</summary>
    public static void WriteMembers(Utf8JsonWriter json, JsonObject obj)
    {
        foreach (var (name, value) in obj.OrderBy(static p => p.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(name);
            Write(json, value);
        }
    }

    public static string ToText(JsonNode? node) => System.Text.Encoding.UTF8.GetString(ToUtf8(node));

    public static byte[] ToUtf8(JsonNode? node)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Netes.Api.ApiJson.WriterOptions)) Write(json, node);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Equality as Go's DeepEqual sees it: 1 and 1.0 differ in type but mean the same number here.</summary>
    public static bool AreEqual(JsonNode? a, JsonNode? b)
    {
        switch (a, b)
        {
            case (null, null): return true;
            case (null, _) or (_, null): return false;
            case (JsonObject x, JsonObject y):
                if (x.Count != y.Count) return false;
                foreach (var (name, value) in x)
                    if (!y.TryGetPropertyValue(name, out JsonNode? other) || !AreEqual(value, other)) return false;
                return true;
            case (JsonArray x, JsonArray y):
                if (x.Count != y.Count) return false;
                for (int i = 0; i < x.Count; i++)
                    if (!AreEqual(x[i], y[i])) return false;
                return true;
            case (JsonValue, JsonValue):
                JsonValueKind kind = a.GetValueKind();
                if (kind != b.GetValueKind()) return false;
                if (kind == JsonValueKind.String) return a.GetValue<string>() == b.GetValue<string>();
                if (kind != JsonValueKind.Number) return true;
                return a.AsValue().TryGetValue(out long i1) && b.AsValue().TryGetValue(out long i2) ? i1 == i2 : Number(a) == Number(b);
            default: return false;
        }
    }

    /// <summary>The text of a value as an error message shows it.</summary>
    public static object? Shown(JsonNode? node) => node switch
    {
        null => null,
        JsonObject or JsonArray => new Netes.Api.Validation.JsonText(ToText(node)),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => node.GetValue<string>(),
            JsonValueKind.Number => new Netes.Api.Validation.JsonText(GoFormat.Value(node)),
            _ => node.GetValueKind() == JsonValueKind.True,
        },
    };

    public static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>Go's JSON form of a float: plain digits between 1e-6 and 1e21, otherwise with an exponent.</summary>
    private static string GoNumber(double value)
    {
        double size = Math.Abs(value);
        if (size == 0) return value.ToString("R", CultureInfo.InvariantCulture);
        if (size is >= 1e-6 and < 1e21)
        {
            string plain = value.ToString("R", CultureInfo.InvariantCulture);
            return plain.Contains('E', StringComparison.Ordinal) ? ((decimal)value).ToString(CultureInfo.InvariantCulture) : plain;
        }
        string[] parts = value.ToString("E16", CultureInfo.InvariantCulture).Split('E');
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        string mantissa = shortest.Contains('E', StringComparison.Ordinal) ? shortest.Split('E')[0] : parts[0].TrimEnd('0').TrimEnd('.');
        int exponent = int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}";
    }
}
