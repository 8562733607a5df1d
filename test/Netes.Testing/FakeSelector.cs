using System.Text.Json.Nodes;
using Netes.Api.Selectors;

namespace Netes.Testing;

/// <summary>Label selectors, and field selectors over any field.</summary>
internal sealed class FakeSelector(string? labels, string? fields)
{
    private readonly Selector _labels = Selector.Parse(labels);
    private readonly FieldSelector _fields = FieldSelector.Parse(fields);

    public bool Matches(JsonObject obj) =>
        (_labels.IsEverything || _labels.Matches(Labels(obj))) && _fields.Matches(path => Field(obj, path));

    private static Dictionary<string, string> Labels(JsonObject obj) =>
        (obj["metadata"]?["labels"] as JsonObject)?.ToDictionary(l => l.Key, l => l.Value!.GetValue<string>()) ?? [];

    private static string Field(JsonObject obj, string path)
    {
        JsonNode? node = obj;
        foreach (string part in path.Split('.')) node = (node as JsonObject)?[part];
        return node?.ToString() ?? "";
    }
}
