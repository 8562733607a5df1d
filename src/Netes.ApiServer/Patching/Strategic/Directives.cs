using System.Text.Json.Nodes;

namespace Netes.ApiServer.Patching.Strategic;

/// <summary>The words by which a strategic merge patch says what plain data can't.</summary>
internal static class Directives
{
    /// <summary>In an object or list element: <c>replace</c>, <c>delete</c> or <c>merge</c> it.</summary>
    public const string Patch = "$patch";

    /// <summary>In an object: all keys but these go.</summary>
    public const string RetainKeys = "$retainKeys";

    /// <summary>Before a list's name: these scalars go.</summary>
    public const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList";

    /// <summary>Before a list's name: its elements get this order.</summary>
    public const string SetElementOrder = "$setElementOrder";

    public const string Replace = "replace";
    public const string Delete = "delete";
    public const string Merge = "merge";

    public static bool IsDeleteList(string key) => key.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal);

    public static bool IsElementOrder(string key) => key.StartsWith(SetElementOrder, StringComparison.Ordinal);

    /// <summary>The list's name in a key such as <c>$setElementOrder/containers</c>.</summary>
    public static string ListName(string key, string prefix)
    {
        int slash = key.IndexOf('/');
        if (slash == prefix.Length) return key[(slash + 1)..];
        throw prefix == DeleteFromPrimitiveList ? PatchFormat.PrimitiveList() : PatchFormat.ElementOrder();
    }

    /// <summary>
    /// Makes plain data of a patch that has nothing to merge into: nulls go, and directives with what they would have deleted.
    /// </summary>
    public static void Strip(JsonNode? node)
    {
        if (node is JsonObject obj) StripObject(obj);
        else if (node is JsonArray list) StripList(list);
    }

    private static void StripObject(JsonObject obj)
    {
        if (obj.Remove(Patch, out JsonNode? directive))
        {
            switch (Text(directive))
            {
                case Replace: break;
                case Delete: obj.Clear(); return;
                default: throw PatchFormat.UnknownDirective(directive, obj);
            }
        }
        foreach (var (name, value) in obj.ToArray())
        {
            if (value is null || name == RetainKeys || IsDeleteList(name) || IsElementOrder(name)) obj.Remove(name);
            else Strip(value);
        }
    }

    private static void StripList(JsonArray list)
    {
        for (int i = list.Count - 1; i >= 0; i--)
        {
            if (list[i] is JsonObject element && element.ContainsKey(Patch)) list.RemoveAt(i);
            else Strip(list[i]);
        }
    }

    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
