using System.Text.Json.Nodes;

namespace Netes.Testing;

/// <summary>Label and field selectors of the equality kinds, over any field: enough for tests.</summary>
internal sealed class FakeSelector(string? labels, string? fields)
{
    private readonly List<(string Key, string Value, bool Equal)> _labels = Parse(labels);
    private readonly List<(string Key, string Value, bool Equal)> _fields = Parse(fields);

    public bool Matches(JsonObject obj) =>
        _labels.All(t => t.Equal == (obj["metadata"]?["labels"]?[t.Key]?.GetValue<string>() == t.Value))
        && _fields.All(t => t.Equal == (Field(obj, t.Key) == t.Value));

    private static string Field(JsonObject obj, string path)
    {
        JsonNode? node = obj;
        foreach (string part in path.Split('.')) node = (node as JsonObject)?[part];
        return node?.ToString() ?? "";
    }

    private static List<(string, string, bool)> Parse(string? selector)
    {
        var terms = new List<(string, string, bool)>();
        foreach (string term in (selector ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = term.IndexOf('=');
            if (equals < 0) throw new NotSupportedException($"the fake server knows only = and !=, not \"{term}\"");
            bool negated = term[equals - 1] == '!';
            terms.Add((term[..(negated ? equals - 1 : equals)], term[(equals + 1)..].TrimStart('='), !negated));
        }
        return terms;
    }
}
