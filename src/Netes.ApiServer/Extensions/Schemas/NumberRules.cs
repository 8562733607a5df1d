using System.Globalization;
using System.Text.Json.Nodes;
using Netes.Api.ApiExtensionsV1;
using Netes.ApiServer.Patching;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>What a schema says of numbers.</summary>
internal static class NumberRules
{
    private const double Precision = 1e-9;

    public static SchemaResult Check(JSONSchemaProps schema, IReadOnlyList<string> types, JsonNode value, string path, string place)
    {
        var result = new SchemaResult();
        string type = types.Count > 0 ? types[0] : "";
        bool isInteger = value.AsValue().TryGetValue(out long whole);
        double number = JsonValues.Number(value);
        if (!InRange(isInteger ? whole : number, isInteger, type, schema.Format))
            result.Add(OutOfRange("Checked", type, schema.Format, path));
        if (schema.MultipleOf is { } factor) CheckMultiple(result, schema, type, value, isInteger, path, place, factor);
        if (schema.Minimum is { } min)
        {
            bool native = BoundInRange(result, "Minimum boundary", min, type, schema.Format, path);
            CheckBound(result, value, isInteger && native ? whole : null, number, min, path, place, schema.ExclusiveMinimum, lower: true);
        }
        if (schema.Maximum is { } max)
        {
            bool native = BoundInRange(result, "Maximum boundary", max, type, schema.Format, path);
            CheckBound(result, value, isInteger && native ? whole : null, number, max, path, place, schema.ExclusiveMaximum, lower: false);
        }
        result.Checks++;
        return result;
    }

    public static bool IsWhole(double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value) || value is < -9007199254740991 or > 9007199254740991) return false;
        double integral = Math.Truncate(value);
        double difference = Math.Abs(value - integral);
        return value == integral || difference < double.Epsilon || Math.Abs(value) > 0 && difference / Math.Abs(value) < Precision;
    }

    private static void CheckMultiple(SchemaResult result, JSONSchemaProps schema, string type, JsonNode value, bool isInteger, string path, string place, double factor)
    {
        bool native = BoundInRange(result, "MultipleOf", factor, type, schema.Format, path);
        if (isInteger && native)
        {
            long step = (long)factor;
            if (step < 1) result.Add(NotPositive(path, step));
            else if (value.GetValue<long>() % step != 0) result.Add(NotMultiple(path, place, value, GoFormat.Value(JsonValue.Create(step))));
            return;
        }
        if (factor < 0)
        {
            result.Add(NotPositive(path, factor));
            return;
        }
        double number = JsonValues.Number(value);
        if (!IsWhole(factor < 1 ? 1 / factor * number : number / factor)) result.Add(NotMultiple(path, place, value, GoFormat.Value(JsonValue.Create(factor))));
    }

    private static SchemaFinding NotPositive(string path, double factor) => new(SchemaRule.Other, path, JsonValues.Shown(Numeric(factor)),
        $"factor MultipleOf declared for {path} must be positive: {GoFormat.Value(Numeric(factor))}");

    private static JsonNode Numeric(double value) => value == Math.Truncate(value) && Math.Abs(value) < 1e6 ? JsonValue.Create((long)value) : JsonValue.Create(value);

    private static SchemaFinding NotMultiple(string path, string place, JsonNode value, string factor) =>
        new(SchemaRule.Other, path, JsonValues.Shown(value), $"{path} in {place} should be a multiple of {factor}");

    private static void CheckBound(SchemaResult result, JsonNode value, long? whole, double number, double bound, string path, string place, bool exclusive, bool lower)
    {
        int order = whole is { } integer ? integer.CompareTo((long)bound) : number.CompareTo(bound);
        if (lower) order = -order;
        if (order < 0 || order == 0 && !exclusive) return;
        string shown = whole is null ? GoFormat.Value(JsonValue.Create(bound)) : ((long)bound).ToString(CultureInfo.InvariantCulture);
        string how = (lower, exclusive) switch
        {
            (true, true) => "greater than",
            (true, false) => "greater than or equal to",
            (false, true) => "less than",
            _ => "less than or equal to",
        };
        result.Add(new SchemaFinding(SchemaRule.Other, path, JsonValues.Shown(value), $"{path} in {place} should be {how} {shown}"));
    }

    /// <summary>Whether a bound of the schema is itself a value of its type; if not, that is told, too.</summary>
    private static bool BoundInRange(SchemaResult result, string what, double bound, string type, string format, string path)
    {
        if (InRange(bound, IsInteger(bound), type, format)) return true;
        result.Add(OutOfRange(what, type, format, path));
        return false;
    }

    private static bool IsInteger(double value) => value == Math.Truncate(value) && value is >= long.MinValue and < 9.2233720368547758E+18;

    private static bool InRange(double value, bool isInteger, string type, string format) => type switch
    {
        "integer" => isInteger || IsInteger(value) ? format switch
        {
            "int32" => value is >= int.MinValue and <= int.MaxValue,
            "uint32" => value is >= 0 and <= uint.MaxValue,
            "uint64" => value >= 0,
            _ => true,
        } : false,
        _ => format is not ("float" or "float32") || Math.Abs(value) <= float.MaxValue,
    };

    private static SchemaFinding OutOfRange(string what, string type, string format, string path) => new(SchemaRule.Other, null, null, format.Length > 0
        ? $"{what} value must be of type {type} with format {format} in {path}"
        : $"{what} value must be of type {type} (default format) in {path}");
}
