using System.Text.Json;
using Netes.Api.Schemas;

namespace Netes.ApiServer.Patching.Apply;

/// <summary>Which fields differ between two forms of an object, as its schema divides it into fields.</summary>
internal sealed class ObjectComparison
{
    /// <summary>How values are divided into fields.</summary>
    private readonly record struct Shape(Schema Schema, ListType ListType, IReadOnlyList<string> Keys, bool IsAtomic);

    private readonly List<string> _path = [];

    public FieldSet Added { get; } = new();

    public FieldSet Modified { get; } = new();

    public FieldSet Removed { get; } = new();

    public bool IsSame => Added.IsEmpty && Modified.IsEmpty && Removed.IsEmpty;

    private ObjectComparison() { }

    public static ObjectComparison Of(Schema schema, JsonElement old, JsonElement current)
    {
        var comparison = new ObjectComparison();
        comparison.Walk(new Shape(schema, ListType.Unspecified, [], false), old, current);
        return comparison;
    }

    /// <param name="shape">What the value is.</param>
    /// <param name="old">null: absent. A JSON null is a value.</param>
    /// <param name="current">Likewise.</param>
    private void Walk(Shape shape, JsonElement? old, JsonElement? current)
    {
        switch (shape.Schema.Kind)
        {
            case SchemaKind.Object or SchemaKind.Map when !shape.IsAtomic && !(IsEmpty(old) && IsEmpty(current)) && Fits(JsonValueKind.Object, old, current):
                Members(shape.Schema, old, current);
                Container(old, current);
                break;
            case SchemaKind.List when shape.ListType is ListType.Map or ListType.Set && !(IsEmpty(old) && IsEmpty(current)) && Fits(JsonValueKind.Array, old, current):
                Elements(shape, old, current);
                Container(old, current);
                break;
            default:
                Leaf(old, current);
                break;
        }
    }

    private void Leaf(JsonElement? old, JsonElement? current)
    {
        if (_path.Count == 0) return;
        if (old is null) Added.Insert(_path);
        else if (current is null) Removed.Insert(_path);
        else if (!JsonElement.DeepEquals(old.Value, current.Value)) Modified.Insert(_path);
    }

    /// <summary>A map or list is a field of its own, but it is not changed by what changes inside.</summary>
    private void Container(JsonElement? old, JsonElement? current)
    {
        if (_path.Count == 0) return;
        if (old is null) Added.Insert(_path);
        else if (current is null) Removed.Insert(_path);
    }

    private void Members(Schema schema, JsonElement? old, JsonElement? current)
    {
        foreach (JsonProperty member in Properties(current)) Member(schema, member.Name, Find(old, member.Name), member.Value);
        foreach (JsonProperty member in Properties(old))
            if (Find(current, member.Name) is null) Member(schema, member.Name, member.Value, null);
    }

    private void Member(Schema schema, string name, JsonElement? old, JsonElement? current)
    {
        Shape shape;
        if (schema.Kind == SchemaKind.Map) shape = new Shape(schema.Items!, ListType.Unspecified, [], schema.Items!.IsAtomic);
        else if (schema.FindField(name) is { } field)
            shape = new Shape(field.Schema, field.ListType, field.ListMapKeys, !field.Granular && (field.AtomicStruct || field.Schema.IsAtomic));
        else return;
        Below("f:" + name, shape, old, current);
    }

    private void Below(string element, Shape shape, JsonElement? old, JsonElement? current)
    {
        _path.Add(element);
        Walk(shape, old, current);
        _path.RemoveAt(_path.Count - 1);
    }

    private void Elements(Shape list, JsonElement? old, JsonElement? current)
    {
        Dictionary<string, List<JsonElement>> before = ByName(list, old), now = ByName(list, current);
        var item = new Shape(list.Schema.Items!, ListType.Unspecified, [], false);
        foreach (string name in now.Keys.Union(before.Keys))
        {
            List<JsonElement>? was = before.GetValueOrDefault(name), @is = now.GetValueOrDefault(name);
            if (was is { Count: > 1 } || @is is { Count: > 1 })
            {
                // Duplicates can't be told apart, so they are one field together.
                _path.Add(name);
                if (was is null) Added.Insert(_path);
                else if (@is is null) Removed.Insert(_path);
                else if (was.Count != @is.Count || was.Zip(@is).Any(p => !JsonElement.DeepEquals(p.First, p.Second))) Modified.Insert(_path);
                _path.RemoveAt(_path.Count - 1);
            }
            else Below(name, item, was?[0], @is?[0]);
        }
    }

    private static Dictionary<string, List<JsonElement>> ByName(Shape list, JsonElement? elements)
    {
        var result = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        if (elements is not { ValueKind: JsonValueKind.Array }) return result;
        foreach (JsonElement element in elements.Value.EnumerateArray())
        {
            string name = list.ListType == ListType.Set ? ListElement.ByValue(element) : ListElement.ByKeys(Keys(list, element));
            if (!result.TryGetValue(name, out var same)) result[name] = same = [];
            same.Add(element);
        }
        return result;
    }

    private static IEnumerable<(string, JsonElement)> Keys(Shape list, JsonElement element)
    {
        foreach (string key in list.Keys)
        {
            if (Find(element, key) is { } value) yield return (key, value);
            else if (list.Schema.Items!.FindField(key)?.DefaultJson is { } json)
            {
                using JsonDocument document = JsonDocument.Parse(json);
                yield return (key, document.RootElement.Clone());
            }
        }
    }

    private static IEnumerable<JsonProperty> Properties(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } obj ? obj.EnumerateObject() : (IEnumerable<JsonProperty>)[];

    private static JsonElement? Find(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } obj && obj.TryGetProperty(name, out JsonElement value) ? value : null;

    private static bool Fits(JsonValueKind kind, JsonElement? old, JsonElement? current) => Fits(kind, old) && Fits(kind, current);

    private static bool Fits(JsonValueKind kind, JsonElement? element) => element is null || element.Value.ValueKind == kind || element.Value.ValueKind == JsonValueKind.Null;

    private static bool IsEmpty(JsonElement? element) => element is null || element.Value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Object => element.Value.GetPropertyCount() == 0,
        JsonValueKind.Array => element.Value.GetArrayLength() == 0,
        _ => false,
    };
}
