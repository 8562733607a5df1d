using System.Text.Json.Nodes;

namespace Netes.ApiServer.Patching;

/// <summary>JSON merge patch (RFC 7386): objects are merged, null removes, everything else replaces.</summary>
internal static class MergePatch
{
    /// <summary>Changes <paramref name="target"/> by <paramref name="patch"/>, which is used up.</summary>
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach (string name in patch.Select(p => p.Key).ToArray())
        {
            JsonNode? value = Take(patch, name);
            if (value is null) target.Remove(name);
            else if (value is JsonObject change && target[name] is JsonObject inner) Apply(inner, change);
            else
            {
                PruneNulls(value);
                target[name] = value;
            }
        }
    }

    /// <summary>A patch with nothing to merge into leaves no nulls behind, in lists neither: so does upstream's library.</summary>
    private static void PruneNulls(JsonNode node)
    {
        if (node is JsonObject obj)
        {
            foreach (string name in obj.Where(p => p.Value is null).Select(p => p.Key).ToArray()) obj.Remove(name);
            foreach (var (_, value) in obj) PruneNulls(value!);
        }
        else if (node is JsonArray list)
        {
            for (int i = list.Count - 1; i >= 0; i--)
            {
                if (list[i] is { } item) PruneNulls(item);
                else list.RemoveAt(i);
            }
        }
    }

    private static JsonNode? Take(JsonObject obj, string name)
    {
        JsonNode? value = obj[name];
        obj.Remove(name);
        return value;
    }
}
