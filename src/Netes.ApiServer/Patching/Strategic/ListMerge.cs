using System.Text.Json.Nodes;

namespace Netes.ApiServer.Patching.Strategic;

/// <summary>Merges lists: scalars as sets, objects by their merge key.</summary>
internal static class ListMerge
{
    /// <summary>Merges and orders: the patch's order counts, and where it says nothing the old one.</summary>
    public static JsonArray Merge(List<JsonNode?> old, List<JsonNode?> patch, PatchField field, bool deletes)
    {
        if (old.Count == 0 && patch.Count == 0) return [];
        if (deletes && !HoldsObjects(old, patch)) return new JsonArray([.. Without(old, patch)]);
        if (HoldsObjects(old, patch)) (old, patch) = ApplyDirectives(old, patch, Key(field));
        // Merging empties the elements of the patch, and its order is needed afterwards.
        List<JsonNode?> order = [.. patch.Select(p => Identity(p, field.MergeKey))];
        List<JsonNode?> oldOrder = [.. old];
        return ElementOrder.Arrange(MergeElements(old, patch, field), order, oldOrder, field.MergeKey);
    }

    /// <summary>Merges without ordering, for lists whose order a directive gives.</summary>
    public static List<JsonNode?> MergeUnordered(List<JsonNode?> old, List<JsonNode?> patch, PatchField field, bool deletes)
    {
        if (old.Count == 0 && patch.Count == 0) return old;
        if (deletes && !HoldsObjects(old, patch)) return Without(old, patch);
        if (HoldsObjects(old, patch)) (old, patch) = ApplyDirectives(old, patch, Key(field));
        return MergeElements(old, patch, field);
    }

    /// <summary>Whether the elements are objects. They must all be of one type.</summary>
    internal static bool HoldsObjects(params ReadOnlySpan<List<JsonNode?>> lists)
    {
        string? type = null;
        bool objects = false;
        foreach (var list in lists)
        {
            foreach (JsonNode? item in list)
            {
                string itemType = GoFormat.TypeName(item);
                if (item is JsonArray) throw PatchFormat.ListOfLists();
                if (type is not null && type != itemType)
                    throw PatchFormat.Plain("list element types are not identical: [" + string.Join(' ', lists.ToArray().Select(GoFormat.Values)) + "]");
                type = itemType;
                objects = item is JsonObject;
            }
        }
        return objects;
    }

    /// <summary>The same scalar or merge key value. Go compares interface values: 1 and 1.0 differ.</summary>
    internal static bool Same(JsonNode? a, JsonNode? b) => GoFormat.TypeName(a) == GoFormat.TypeName(b) && JsonNode.DeepEquals(a, b);

    /// <summary>The position of the element with this merge key value; -1 for none.</summary>
    internal static int Find(List<JsonNode?> list, string mergeKey, JsonNode? value)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] is not JsonObject element) throw PatchFormat.Plain($"value for key {i} is not a map.");
            if (element.TryGetPropertyValue(mergeKey, out JsonNode? own) && Same(own, value)) return i;
        }
        return -1;
    }

    private static List<JsonNode?> MergeElements(List<JsonNode?> old, List<JsonNode?> patch, PatchField field)
    {
        if (!HoldsObjects(old, patch))
        {
            var seen = new List<JsonNode?>(old.Count + patch.Count);
            foreach (JsonNode? item in old.Concat(patch))
                if (!seen.Exists(s => Same(s, item))) seen.Add(item);
            return seen;
        }
        string mergeKey = Key(field);
        foreach (JsonNode? item in patch)
        {
            var change = (JsonObject)item!;
            if (!change.TryGetPropertyValue(mergeKey, out JsonNode? value)) throw PatchFormat.NoMergeKey(change, mergeKey);
            int at = Find(old, mergeKey, value);
            if (at >= 0) old[at] = StrategicMergePatch.MergeObject((JsonObject)old[at]!, change, field.Schema?.Items);
            else
            {
                Directives.Strip(change);
                old.Add(change);
            }
        }
        return old;
    }

    /// <summary>Takes the elements with <c>$patch</c> out of a patch and does what they say.</summary>
    private static (List<JsonNode?> Old, List<JsonNode?> Patch) ApplyDirectives(List<JsonNode?> old, List<JsonNode?> patch, string mergeKey)
    {
        var rest = new List<JsonNode?>(patch.Count);
        bool replace = false;
        foreach (JsonNode? item in patch)
        {
            var element = (JsonObject)item!;
            if (!element.TryGetPropertyValue(Directives.Patch, out JsonNode? directive))
            {
                rest.Add(element);
                continue;
            }
            switch (Directives.Text(directive))
            {
                case Directives.Delete:
                    if (!element.TryGetPropertyValue(mergeKey, out JsonNode? value)) throw PatchFormat.NoMergeKey(element, mergeKey);
                    for (int at; (at = Find(old, mergeKey, value)) >= 0;) old.RemoveAt(at);
                    break;
                case Directives.Replace:
                    replace = true;
                    break;
                case Directives.Merge:
                    throw PatchFormat.Plain("merging lists cannot yet be specified in the patch");
                default:
                    throw PatchFormat.UnknownDirective(directive, element);
            }
        }
        return replace ? (rest, []) : (old, rest);
    }

    private static List<JsonNode?> Without(List<JsonNode?> old, List<JsonNode?> gone)
    {
        old.RemoveAll(item => gone.Exists(g => Same(g, item)));
        return old;
    }

    private static JsonNode? Identity(JsonNode? element, string mergeKey) => element is JsonObject obj
        ? new JsonObject { [mergeKey] = obj.TryGetPropertyValue(mergeKey, out JsonNode? value) ? value?.DeepClone() : throw PatchFormat.NoMergeKey(obj, mergeKey) }
        : element;

    private static string Key(PatchField field) => field.MergeKey.Length > 0 ? field.MergeKey
        : throw PatchFormat.Plain("cannot merge lists without merge key for type struct");
}
