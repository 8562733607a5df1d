using System.Text.Json.Nodes;

namespace Netes.ApiServer.Tests;

/// <summary>Says where two JSON values differ, so that a failing comparison of large documents can be read.</summary>
internal static class JsonDiff
{
    public static void Same(JsonNode? expected, JsonNode? actual)
    {
        var differences = new List<string>();
        Compare(expected, actual, "", differences);
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(40)) + $"\n{differences.Count} differences");
    }

    public static void Compare(JsonNode? expected, JsonNode? actual, string path, List<string> differences)
    {
        if (expected is JsonObject e && actual is JsonObject a)
        {
            foreach (string key in e.Select(p => p.Key).Union(a.Select(p => p.Key)))
            {
                if (!a.ContainsKey(key)) differences.Add($"{path}.{key}: missing, expected {Short(e[key])}");
                else if (!e.ContainsKey(key)) differences.Add($"{path}.{key}: unexpected {Short(a[key])}");
                else Compare(e[key], a[key], $"{path}.{key}", differences);
            }
        }
        else if (expected is JsonArray el && actual is JsonArray al && el.Count == al.Count)
        {
            for (int i = 0; i < el.Count; i++) Compare(el[i], al[i], $"{path}[{i}]", differences);
        }
        else if (!JsonNode.DeepEquals(expected, actual)) differences.Add($"{path}: expected {Short(expected)}, got {Short(actual)}");
    }

    private static string Short(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "null";
        return text.Length > 160 ? text[..160] + "…" : text;
    }
}
