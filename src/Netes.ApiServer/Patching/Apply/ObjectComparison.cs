using System.Runtime.InteropServices;
using System.Text.Json;
using Netes.Api.Schemas;

namespace Netes.ApiServer.Patching.Apply;

/// <summary>Which fields differ between two forms of an object, as its schema divides it into fields.</summary>
internal sealed class ObjectComparison
{
    /// <summary>What was added or has another value.</summary>
    public FieldSet Changed { get; private set; } = FieldSet.Empty;

    public FieldSet Removed { get; private set; } = FieldSet.Empty;

    /// <summary>False when the elements of a list can't be told apart, so that nothing can be said of who owns what.</summary>
    public bool IsValid { get; private set; } = true;

    public bool IsSame => Changed.IsEmpty && Removed.IsEmpty;

    private ObjectComparison() { }

    /// <param name="schema">The object's type.</param>
    /// <param name="old">The object before.</param>
    /// <param name="current">The object after.</param>
    /// <param name="ignored">Paths that are left out, with all below.</param>
    public static ObjectComparison Of(Schema schema, JsonElement old, JsonElement current, FieldSet? ignored = null)
    {
        var comparison = new ObjectComparison();
        Difference difference = comparison.Walk(Shape.Root(schema), old, current, ignored, isRoot: true);
        comparison.Changed = difference.Changed ?? FieldSet.Empty;
        comparison.Removed = difference.Removed ?? FieldSet.Empty;
        return comparison;
    }

    /// <summary>What differs in one value; null for nothing.</summary>
    private struct Difference
    {
        public FieldSet? Changed;
        public FieldSet? Removed;

        public void Add(string element, Difference below)
        {
            if (below.Changed is not null) (Changed ??= new FieldSet()).Add(element, below.Changed);
            if (below.Removed is not null) (Removed ??= new FieldSet()).Add(element, below.Removed);
        }
    }

    /// <param name="shape">What the value is.</param>
    /// <param name="old">Undefined: absent. A JSON null is a value.</param>
    /// <param name="current">Likewise.</param>
    private Difference Walk(in Shape shape, JsonElement old, JsonElement current, FieldSet? ignored, bool isRoot = false)
    {
        if (Exists(old) && Exists(current) && JsonMarshal.GetRawUtf8Value(old).SequenceEqual(JsonMarshal.GetRawUtf8Value(current))) return default;
        Difference difference = default;
        if (shape.IsLeaf || (IsEmpty(old) && IsEmpty(current))) return isRoot ? default : Leaf(old, current);
        if (shape.IsAssociative)
        {
            if (!Fits(JsonValueKind.Array, old, current)) return Leaf(old, current);
            Elements(shape, old, current, ref difference);
        }
        else
        {
            if (!Fits(JsonValueKind.Object, old, current)) return Leaf(old, current);
            Members(shape, old, current, ignored, ref difference);
        }
        // A map or list is a field of its own, but it is not changed by what changes inside.
        if (isRoot) return difference;
        if (!Exists(old)) difference.Changed = WithSelf(difference.Changed);
        else if (!Exists(current)) difference.Removed = WithSelf(difference.Removed);
        return difference;
    }

    private static FieldSet WithSelf(FieldSet? below)
    {
        if (below is null) return FieldSet.Leaf;
        below.Insert();
        return below;
    }

    private static Difference Leaf(JsonElement old, JsonElement current)
    {
        if (!Exists(old)) return new Difference { Changed = FieldSet.Leaf };
        if (!Exists(current)) return new Difference { Removed = FieldSet.Leaf };
        return JsonElement.DeepEquals(old, current) ? default : new Difference { Changed = FieldSet.Leaf };
    }

    private void Members(in Shape shape, JsonElement old, JsonElement current, FieldSet? ignored, ref Difference difference)
    {
        var was = new MemberLookup(old);
        int at = 0;
        if (current.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in current.EnumerateObject())
                Member(shape, member, was.Find(member), member.Value, ignored, ref at, ref difference);
        }
        if (old.ValueKind != JsonValueKind.Object) return;
        var now = new MemberLookup(current);
        at = 0;
        foreach (JsonProperty member in old.EnumerateObject())
        {
            if (!Exists(now.Find(member))) Member(shape, member, member.Value, default, ignored, ref at, ref difference);
        }
    }

    private void Member(in Shape shape, JsonProperty member, JsonElement old, JsonElement current, FieldSet? ignored, ref int at, ref Difference difference)
    {
        string element;
        Shape below;
        if (shape.IsStruct)
        {
            if (FindField(shape.Schema, member, ref at) is not { } field) return;
            below = Shape.Of(field);
            element = field.PathElement is { } known && member.NameEquals(field.Name) ? known : "f:" + member.Name;
        }
        else
        {
            below = shape.Value;
            element = "f:" + member.Name;
        }
        FieldSet? ignoredBelow = ignored?.Child(element);
        if (ignoredBelow is { IsMember: true }) return;
        difference.Add(element, Walk(below, old, current, ignoredBelow));
    }

    /// <summary>Objects come with their fields in the schema's order, so the next one is mostly the one after the last.</summary>
    private static SchemaField? FindField(Schema schema, JsonProperty member, ref int at)
    {
        IReadOnlyList<SchemaField> fields = schema.Fields;
        for (int i = at; i < fields.Count; i++)
        {
            if (!member.NameEquals(fields[i].Name)) continue;
            at = i + 1;
            return fields[i];
        }
        return schema.FindField(member.Name);
    }

    private void Elements(in Shape list, JsonElement old, JsonElement current, ref Difference difference)
    {
        Dictionary<string, List<JsonElement>> before = ByName(list, old), now = ByName(list, current);
        Shape item = list.Item;
        foreach ((string name, List<JsonElement> @is) in now)
        {
            List<JsonElement> was = before.TryGetValue(name, out var found) ? found : [];
            if (was.Count <= 1 && @is.Count == 1) difference.Add(name, Walk(item, was.Count == 0 ? default : was[0], @is[0], null));
            else if (was.Count >= 2 && @is.Count >= 2)
            {
                // Duplicates can't be told apart, so they are one field together.
                if (was.Count != @is.Count || was.Zip(@is).Any(p => !JsonElement.DeepEquals(p.First, p.Second)))
                    difference.Add(name, new Difference { Changed = FieldSet.Leaf });
            }
            else if (was.Count >= 2)
            {
                difference.Add(name, Walk(item, default, @is[0], null));
                difference.Add(name, new Difference { Removed = FieldSet.Leaf });
            }
            else
            {
                if (was.Count == 1) difference.Add(name, Walk(item, was[0], default, null));
                difference.Add(name, new Difference { Changed = FieldSet.Leaf });
            }
        }
        foreach ((string name, List<JsonElement> was) in before)
        {
            if (now.ContainsKey(name)) continue;
            difference.Add(name, was.Count == 1 ? Walk(item, was[0], default, null) : new Difference { Removed = FieldSet.Leaf });
        }
    }

    private Dictionary<string, List<JsonElement>> ByName(in Shape list, JsonElement elements)
    {
        var result = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        if (elements.ValueKind != JsonValueKind.Array) return result;
        foreach (JsonElement element in elements.EnumerateArray())
        {
            if (list.ElementName(element, out _) is not { } name)
            {
                IsValid = false;
                continue;
            }
            if (!result.TryGetValue(name, out var same)) result[name] = same = new List<JsonElement>(1);
            same.Add(element);
        }
        return result;
    }

    private static bool Exists(JsonElement element) => element.ValueKind != JsonValueKind.Undefined;

    private static bool Fits(JsonValueKind kind, JsonElement old, JsonElement current) => Fits(kind, old) && Fits(kind, current);

    private static bool Fits(JsonValueKind kind, JsonElement element) => element.ValueKind == kind || element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    private static bool IsEmpty(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.Object => element.GetPropertyCount() == 0,
        JsonValueKind.Array => element.GetArrayLength() == 0,
        _ => false,
    };
}
