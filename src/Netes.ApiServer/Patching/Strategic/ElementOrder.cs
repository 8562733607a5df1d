using System.Text.Json.Nodes;

namespace Netes.ApiServer.Patching.Strategic;

/// <summary>
/// The order of a merged list: elements that the order names stand as it says; the others keep their old order, and go before
/// a named element when they did so before
/// (https://github.com/kubernetes/design-proposals-archive/blob/main/cli/preserve-order-in-strategic-merge-patch.md).
/// </summary>
internal static class ElementOrder
{
    public static JsonArray Arrange(List<JsonNode?> merged, List<JsonNode?> order, List<JsonNode?> oldOrder, string mergeKey)
    {
        JsonNode?[] rank = Ranks(order, mergeKey), oldRank = Ranks(oldOrder, mergeKey);
        var named = new List<(JsonNode? Item, int Rank, int Old)>();
        var others = new List<(JsonNode? Item, int Rank, int Old)>();
        foreach (JsonNode? item in merged)
        {
            JsonNode? identity = Identity(item, mergeKey);
            int at = IndexOf(rank, identity), old = IndexOf(oldRank, identity);
            (at >= 0 ? named : others).Add((item, at, old));
        }
        var left = others.OrderBy(o => o.Old < 0 ? int.MaxValue : o.Old).ToList();
        var right = named.OrderBy(n => n.Rank).ToList();
        var result = new JsonArray();
        int l = 0, r = 0;
        while (l < left.Count || r < right.Count)
        {
            bool other = r >= right.Count || l < left.Count && left[l].Old >= 0 && right[r].Old >= 0 && left[l].Old < right[r].Old;
            result.Add(other ? left[l++].Item : right[r++].Item);
        }
        return result;
    }

    /// <summary>A patch's own elements must stand in the order that its directive gives, and be in it.</summary>
    /// <exception cref="PatchException">They don't.</exception>
    public static void Check(List<JsonNode?> patch, List<JsonNode?> order, string mergeKey)
    {
        if (patch.Count == 0 || order.Count == 0) return;
        int at = 0;
        foreach (JsonNode? item in patch)
        {
            if (item is JsonObject element && element.ContainsKey(Directives.Patch)) continue;
            JsonNode? identity = Identity(item, mergeKey);
            while (at < order.Count && !ListMerge.Same(identity, Identity(order[at], mergeKey))) at++;
            if (at++ >= order.Count)
            {
                throw PatchFormat.Plain(
                    $"The order in patch list:\n{GoFormat.Values(patch)}\n doesn't match {Directives.SetElementOrder} list:\n{GoFormat.Values(order)}\n");
            }
        }
    }

    private static JsonNode?[] Ranks(List<JsonNode?> list, string mergeKey) => [.. list.Select(item => Identity(item, mergeKey))];

    private static int IndexOf(JsonNode?[] list, JsonNode? identity) => Array.FindIndex(list, i => ListMerge.Same(i, identity));

    private static JsonNode? Identity(JsonNode? item, string mergeKey)
    {
        if (mergeKey.Length == 0) return item;
        if (item is not JsonObject element) throw PatchFormat.WrongType("map[string]interface {}", item);
        return element.TryGetPropertyValue(mergeKey, out JsonNode? value) ? value : throw PatchFormat.NoMergeKey(element, mergeKey);
    }
}
