using System.Globalization;
using System.Text.Json.Nodes;

namespace Netes.Testing;

internal static class FakePatch
{
    public static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        var result = (JsonObject)target.DeepClone();
        foreach (var (name, value) in patch)
        {
            if (value is null) result.Remove(name);
            else if (value is JsonObject inner) result[name] = Merge(result[name] as JsonObject ?? [], inner);
            else result[name] = value.DeepClone();
        }
        return result;
    }

    public static JsonObject Json(JsonObject target, JsonArray operations)
    {
        var result = (JsonObject)target.DeepClone();
        foreach (var operation in operations.Cast<JsonObject>())
        {
            string[] parts = [.. operation["path"]!.GetValue<string>().Split('/').Skip(1).Select(p => p.Replace("~1", "/").Replace("~0", "~"))];
            JsonNode parent = result;
            foreach (string part in parts[..^1])
                parent = (parent is JsonArray list ? list[int.Parse(part, CultureInfo.InvariantCulture)] : parent[part])
                    ?? throw new InvalidOperationException($"no {part} in {operation}");
            Apply(parent, parts[^1], operation["op"]!.GetValue<string>(), operation["value"]);
        }
        return result;
    }

    private static void Apply(JsonNode parent, string name, string op, JsonNode? value)
    {
        if (parent is JsonArray list)
        {
            int at = name == "-" ? list.Count : int.Parse(name, CultureInfo.InvariantCulture);
            if (op == "add") list.Insert(at, value?.DeepClone());
            else if (op == "remove") list.RemoveAt(at);
            else if (op == "replace") list[at] = value?.DeepClone();
            else if (op == "test") Require(JsonNode.DeepEquals(list[at], value), name);
            return;
        }
        var obj = (JsonObject)parent;
        if (op is "add" or "replace") obj[name] = value?.DeepClone();
        else if (op == "remove") Require(obj.Remove(name), name);
        else if (op == "test") Require(JsonNode.DeepEquals(obj[name], value), name);
    }

    private static void Require(bool condition, string name)
    {
        if (!condition) throw new InvalidOperationException($"json patch does not apply at {name}");
    }
}
