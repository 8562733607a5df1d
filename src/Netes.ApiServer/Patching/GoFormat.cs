using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Netes.ApiServer.Patching;

/// <summary>JSON values as Go's <c>%v</c> and type names show them, since upstream's messages hold such dumps.</summary>
internal static class GoFormat
{
    public static string Value(JsonNode? node)
    {
        var text = new StringBuilder();
        Append(text, node);
        return text.ToString();
    }

    public static string Values(IEnumerable<JsonNode?> nodes) => "[" + string.Join(' ', nodes.Select(Value)) + "]";

    /// <summary>The Go type that a decoder without a schema makes of a value.</summary>
    public static string TypeName(JsonNode? node) => node switch
    {
        JsonObject => "map[string]interface {}",
        JsonArray => "[]interface {}",
        null => "%!s(<nil>)",
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "bool",
            _ => node.AsValue().TryGetValue(out long _) ? "int64" : "float64",
        },
    };

    /// <summary>What encoding/json calls a value that has the wrong type.</summary>
    public static string JsonType(JsonNode? node) => node switch
    {
        JsonObject => "object",
        JsonArray => "array",
        null => "null",
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "bool",
            _ => "number",
        },
    };

    private static void Append(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("<nil>");
                break;
            case JsonObject obj:
                text.Append("map[");
                bool first = true;
                foreach (var (name, value) in obj.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    if (!first) text.Append(' ');
                    first = false;
                    text.Append(name).Append(':');
                    Append(text, value);
                }
                text.Append(']');
                break;
            case JsonArray list:
                text.Append('[');
                for (int i = 0; i < list.Count; i++)
                {
                    if (i > 0) text.Append(' ');
                    Append(text, list[i]);
                }
                text.Append(']');
                break;
            default:
                text.Append(Scalar(node.AsValue()));
                break;
        }
    }

    private static string Scalar(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ when value.TryGetValue(out long integer) => integer.ToString(CultureInfo.InvariantCulture),
        _ => Float(value.TryGetValue(out double d) ? d : double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)),
    };

    /// <summary>Go's %v of a float64: the shortest digits, with an exponent below 1e-4 and from 1e6.</summary>
    private static string Float(double value)
    {
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        if (Math.Abs(value) is 0 or (>= 1e-4 and < 1e6)) return shortest;
        string sign = value < 0 ? "-" : "";
        string[] parts = shortest.TrimStart('-').Split('E');
        int point = parts[0].IndexOf('.');
        string digits = parts[0].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        int exponent = (point < 0 ? parts[0].Length : point) - 1 + (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);
        string mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
        return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }
}
