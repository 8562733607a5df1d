using System.Text.Json.Nodes;
using Netes.Api.Schemas;

namespace Netes.ApiServer.Patching.Strategic;

/// <summary>
/// Strategic merge patch: like JSON merge patch, but lists whose field says so are merged element by element, and directives
/// delete, replace and order
/// (https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md).
/// </summary>
internal static class StrategicMergePatch
{
    /// <summary>Merges <paramref name="patch"/> into <paramref name="target"/>; both are used up.</summary>
    /// <exception cref="PatchException">The patch is malformed, or names a field to merge that the type doesn't have.</exception>
    public static JsonObject Apply(JsonObject target, JsonObject patch, Schema schema) => MergeObject(target, patch, schema);

    internal static JsonObject MergeObject(JsonObject target, JsonObject patch, Schema? schema)
    {
        if (patch.ContainsKey(Directives.Patch)) return Whole(patch);
        RetainKeys(target, patch);
        foreach (string key in Keys(patch).Where(Directives.IsElementOrder)) MergeInOrder(target, patch, key, schema);
        foreach (string patchKey in Keys(patch))
        {
            JsonNode? value = Take(patch, patchKey);
            bool deletes = Directives.IsDeleteList(patchKey);
            string key = deletes ? Directives.ListName(patchKey, Directives.DeleteFromPrimitiveList) : patchKey;
            if (value is null)
            {
                target.Remove(key);
                continue;
            }
            JsonNode? old = target[key];
            if (old is null || GoFormat.TypeName(old) != GoFormat.TypeName(value))
            {
                if (deletes) continue;
                Directives.Strip(value);
                target[key] = value;
                continue;
            }
            PatchField field = PatchField.Find(schema, key);
            switch (value)
            {
                case JsonObject change when !field.Replace:
                    JsonObject merged = MergeObject((JsonObject)old, change, field.Schema);
                    if (!ReferenceEquals(merged, old)) target[key] = merged;
                    break;
                case JsonArray list when field.Merge:
                    target[key] = ListMerge.Merge(Detach((JsonArray)old), Detach(list), field, deletes);
                    break;
                default:
                    target[key] = value;
                    break;
            }
        }
        return target;
    }

    /// <summary><c>$patch</c> in an object stands for the object as a whole.</summary>
    private static JsonObject Whole(JsonObject patch)
    {
        JsonNode? directive = patch[Directives.Patch];
        switch (Directives.Text(directive))
        {
            case Directives.Replace:
                patch.Remove(Directives.Patch);
                return patch;
            case Directives.Delete:
                return [];
            default:
                throw PatchFormat.UnknownDirective(directive, patch);
        }
    }

    private static void RetainKeys(JsonObject target, JsonObject patch)
    {
        if (!patch.Remove(Directives.RetainKeys, out JsonNode? directive)) return;
        if (directive is not JsonArray list) throw PatchFormat.RetainKeys();
        var keep = list.Select(Directives.Text).ToHashSet();
        foreach (var (key, value) in patch)
        {
            if (value is null || Directives.IsDeleteList(key) || Directives.IsElementOrder(key)) continue;
            if (!keep.Contains(key)) throw PatchFormat.RetainKeys();
        }
        foreach (string key in Keys(target))
            if (!keep.Contains(key)) target.Remove(key);
    }

    /// <summary>Merges the list that a <c>$setElementOrder</c> directive is about, and gives it that order.</summary>
    private static void MergeInOrder(JsonObject target, JsonObject patch, string directiveKey, Schema? schema)
    {
        JsonNode? directive = Take(patch, directiveKey);
        if (directive is not JsonArray orderList) throw PatchFormat.WrongType("[]interface {}", directive);
        string key = Directives.ListName(directiveKey, Directives.SetElementOrder);
        bool inTarget = target.ContainsKey(key), inPatch = patch.ContainsKey(key);
        List<JsonNode?> old = inTarget ? Detach(List(target[key])) : [];
        List<JsonNode?> change = inPatch ? Detach(List(Take(patch, key))) : [];
        List<JsonNode?> order = Detach(orderList);
        PatchField field = PatchField.Find(schema, key);
        ElementOrder.Check(change, order, field.MergeKey);
        if (!inTarget && !inPatch) return;

        List<JsonNode?> oldOrder = [.. old];
        List<JsonNode?> merged;
        if (!inPatch) merged = old;
        else if (!inTarget)
        {
            var added = new JsonArray([.. change]);
            Directives.Strip(added);
            merged = Detach(added);
        }
        else merged = field.Merge ? ListMerge.MergeUnordered(old, change, field, deletes: false) : change;
        target[key] = ElementOrder.Arrange(merged, order, oldOrder, field.MergeKey);
    }

    private static JsonArray List(JsonNode? node) => node as JsonArray ?? throw PatchFormat.WrongType("[]interface {}", node);

    private static string[] Keys(JsonObject obj) => [.. obj.Select(p => p.Key)];

    private static JsonNode? Take(JsonObject obj, string key)
    {
        obj.Remove(key, out JsonNode? value);
        return value;
    }

    /// <summary>The elements of a list, free to be put elsewhere.</summary>
    internal static List<JsonNode?> Detach(JsonArray list)
    {
        var items = new List<JsonNode?>(list);
        list.Clear();
        return items;
    }
}
