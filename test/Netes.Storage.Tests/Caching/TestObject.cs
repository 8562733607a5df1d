using System.Text;
using System.Text.Json;
using Netes.Storage.Caching;

namespace Netes.Storage.Tests.Caching;

internal sealed class TestObject : CachedObject
{
    public TestObject(KeyValue stored) : base(stored)
    {
        using var document = JsonDocument.Parse(stored.Value);
        Node = document.RootElement.TryGetProperty("node", out var node) ? node.GetString()! : "";
        var metadata = document.RootElement.GetProperty("metadata");
        Label = metadata.TryGetProperty("labels", out var labels) && labels.TryGetProperty("app", out var app) ? app.GetString()! : "";
    }

    public string Node { get; }
    public string Label { get; }
    public string Name => Key[(Key.LastIndexOf('/') + 1)..];

    public static ReadOnlyMemory<byte> Value(string name, string label = "", string node = "") =>
        Encoding.UTF8.GetBytes($$$"""{"metadata":{"name":"{{{name}}}","labels":{"app":"{{{label}}}"}},"node":"{{{node}}}"}""");

    public static CacheIndex<TestObject> ByNode { get; } = new("node", (item, values) => values.Add(item.Node));

    public static CacheIndex<TestObject> ByLabel { get; } = new("label", (item, values) =>
    {
        if (item.Label != "") values.Add("app=" + item.Label);
    });

    public static CacheFilter<TestObject> WithLabel(string label) => new($"app={label}", item => item.Label == label);

    public static CacheFilter<TestObject> OnNode(string node) => new($"node={node}", item => item.Node == node) { Index = ("node", node) };
}
