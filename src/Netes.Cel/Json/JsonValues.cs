using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Netes.Cel;

/// <summary>JSON as values of the language, read where it is; a declaration says what strings and numbers mean.</summary>
public static class JsonValues
{
    public static CelValue From(JsonElement element, DeclaredType? type = null)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.True: return CelValue.True;
            case JsonValueKind.False: return CelValue.False;
            case JsonValueKind.String: return Text(element.GetString()!, type);
            case JsonValueKind.Number:
                if (type?.Type.Kind != CelTypeKind.Double && element.TryGetInt64(out long integer)) return CelValue.Int(integer);
                return Number(element.GetDouble(), type);
            case JsonValueKind.Array: return CelValue.List(new JsonElementList(element, type));
            case JsonValueKind.Object: return CelValue.Map(new JsonElementMap(element, type));
            default: return CelValue.Null;
        }
    }

    public static CelValue From(JsonNode? node, DeclaredType? type = null)
    {
        switch (node)
        {
            case null: return CelValue.Null;
            case JsonArray array: return CelValue.List(new JsonNodeList(array, type));
            case JsonObject obj: return CelValue.Map(new JsonNodeMap(obj, type));
        }
        var value = (JsonValue)node;
        switch (value.GetValueKind())
        {
            case JsonValueKind.True: return CelValue.True;
            case JsonValueKind.False: return CelValue.False;
            case JsonValueKind.String: return Text(value.GetValue<string>(), type);
            case JsonValueKind.Number:
                if (value.TryGetValue(out JsonElement element)) return From(element, type);
                if (type?.Type.Kind != CelTypeKind.Double)
                {
                    if (value.TryGetValue(out long integer)) return CelValue.Int(integer);
                    if (value.TryGetValue(out int small)) return CelValue.Int(small);
                }
                return Number(double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture), type);
            default: return CelValue.Null;
        }
    }

    /// <summary>A value as JSON; null with a reason when it has no JSON form.</summary>
    public static JsonNode? ToJson(in CelValue value, out string? problem)
    {
        problem = null;
        switch (value.Kind)
        {
            case CelKind.Null: return null;
            case CelKind.Bool: return JsonValue.Create(value.AsBool);
            case CelKind.Int: return JsonValue.Create(value.AsInt);
            case CelKind.Uint: return JsonValue.Create(value.AsUint);
            case CelKind.Double: return JsonValue.Create(value.AsDouble);
            case CelKind.Bytes: return JsonValue.Create(Convert.ToBase64String(value.AsBytes));
            case CelKind.String or CelKind.Duration or CelKind.Timestamp: return JsonValue.Create(value.ToString());
            case CelKind.List:
                var array = new JsonArray();
                for (int i = 0; i < value.AsList.Count; i++)
                {
                    JsonNode? element = ToJson(value.AsList[i], out problem);
                    if (problem is not null) return null;
                    array.Add(element);
                }
                return array;
            case CelKind.Map:
                var obj = new JsonObject();
                foreach (KeyValuePair<CelValue, CelValue> entry in value.AsMap)
                {
                    if (entry.Key.Kind != CelKind.String) problem = $"expected map key of type string but got {entry.Key.RuntimeType.Name}";
                    if (problem is not null) return null;
                    JsonNode? item = ToJson(entry.Value, out problem);
                    if (problem is not null) return null;
                    obj[entry.Key.AsString] = item;
                }
                return obj;
            default:
                problem = $"unsupported conversion from '{value.RuntimeType.Name}' to JSON";
                return null;
        }
    }

    private static CelValue Number(double number, DeclaredType? type) =>
        type?.Type.Kind == CelTypeKind.Int && number == Math.Floor(number) && Math.Abs(number) < 9e18 ? CelValue.Int((long)number) : CelValue.Double(number);

    private static CelValue Text(string text, DeclaredType? type)
    {
        switch (type?.Type.Kind)
        {
            case CelTypeKind.Duration:
                return CelTime.ParseDuration(text) is { } duration ? CelValue.Duration(duration) : CelValue.Error($"Invalid duration {text}");
            case CelTypeKind.Timestamp:
                string full = type.Format == "date" ? text + "T00:00:00Z" : text;
                return CelTime.ParseTimestamp(full) ?? CelValue.Error($"Invalid {(type.Format == "date" ? "date" : "date-time")} formatted string '{text}'");
            case CelTypeKind.Bytes:
                byte[] buffer = new byte[text.Length];
                return Convert.TryFromBase64String(text, buffer, out int length) ? CelValue.Bytes(buffer[..length]) : CelValue.Error("Invalid byte formatted string");
            default:
                return CelValue.String(text);
        }
    }

    /// <summary>The declaration of a field, by its escaped name.</summary>
    internal static DeclaredType? FieldType(DeclaredType? type, string escaped) =>
        type?.Fields is { } fields ? fields.GetValueOrDefault(escaped) : type?.Element;

    private sealed class JsonElementList(JsonElement array, DeclaredType? type) : CelList
    {
        public override int Count { get; } = array.GetArrayLength();

        public override CelValue this[int index] => From(array[index], type?.Element);

        public override DeclaredType? Declaration => type;
    }

    private sealed class JsonElementMap(JsonElement obj, DeclaredType? type) : CelMap
    {
        public override int Count
        {
            get
            {
                int count = 0;
                foreach (JsonProperty _ in obj.EnumerateObject()) count++;
                return count;
            }
        }

        public override bool TryGet(in CelValue key, out CelValue value)
        {
            value = default;
            if (key.Kind != CelKind.String) return false;
            string name = type?.Fields is null ? key.AsString : FieldNames.Unescape(key.AsString);
            if (!obj.TryGetProperty(name, out JsonElement found)) return false;
            value = From(found, FieldType(type, key.AsString));
            return true;
        }

        public override IEnumerator<KeyValuePair<CelValue, CelValue>> GetEnumerator()
        {
            foreach (JsonProperty property in obj.EnumerateObject())
            {
                string name = type?.Fields is null ? property.Name : FieldNames.Escape(property.Name) ?? property.Name;
                yield return new(CelValue.String(name), From(property.Value, FieldType(type, name)));
            }
        }
    }

    private sealed class JsonNodeList(JsonArray array, DeclaredType? type) : CelList
    {
        public override int Count => array.Count;

        public override CelValue this[int index] => From(array[index], type?.Element);

        public override DeclaredType? Declaration => type;
    }

    private sealed class JsonNodeMap(JsonObject obj, DeclaredType? type) : CelMap
    {
        public override int Count => obj.Count;

        public override bool TryGet(in CelValue key, out CelValue value)
        {
            value = default;
            if (key.Kind != CelKind.String) return false;
            string name = type?.Fields is null ? key.AsString : FieldNames.Unescape(key.AsString);
            if (!obj.TryGetPropertyValue(name, out JsonNode? found)) return false;
            value = From(found, FieldType(type, key.AsString));
            return true;
        }

        public override IEnumerator<KeyValuePair<CelValue, CelValue>> GetEnumerator()
        {
            foreach ((string property, JsonNode? node) in obj)
            {
                string name = type?.Fields is null ? property : FieldNames.Escape(property) ?? property;
                yield return new(CelValue.String(name), From(node, FieldType(type, name)));
            }
        }
    }
}
