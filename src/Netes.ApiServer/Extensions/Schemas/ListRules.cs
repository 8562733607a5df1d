using System.Text.Json.Nodes;
using Netes.Api.Validation;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>Sets hold nothing twice, and the elements of lists with keys differ in their keys.</summary>
internal static class ListRules
{
    public static void Check(ErrorList errors, JsonNode? value, StructuralSchema schema, FieldPath? path = null)
    {
        if (!schema.HasKeyedListsWithin) return;
        switch (value)
        {
            case JsonObject obj:
                foreach (var (name, member) in obj.OrderBy(static p => p.Key, StringComparer.Ordinal))
                {
                    if (schema.Find(name) is { } property) Check(errors, member, property, FieldPath.Join(path, name));
                    else if (schema.AdditionalProperties is { } others) Check(errors, member, others, path is null ? FieldPath.Of(name) : path.Key(name));
                }
                break;
            case JsonArray list when path is not null:
                if (schema.IsList("set")) CheckUnique(errors, list, path, static e => e);
                else if (schema.IsList("map")) CheckKeys(errors, list, schema, path);
                if (schema.Items is not { } items) break;
                for (int i = 0; i < list.Count; i++) Check(errors, list[i], items, path.Index(i));
                break;
        }
    }

    private static void CheckKeys(ErrorList errors, JsonArray list, StructuralSchema schema, FieldPath path)
    {
        IReadOnlyList<string> keys = schema.Source.XKubernetesListMapKeys ?? [];
        CheckUnique(errors, list, path, element =>
        {
            if (element is not JsonObject obj) return null;
            var identity = new JsonObject();
            foreach (string key in keys)
                if (obj.TryGetPropertyValue(key, out JsonNode? value)) identity[key] = value?.DeepClone();
            return identity;
        });
    }

    private static void CheckUnique(ErrorList errors, JsonArray list, FieldPath path, Func<JsonNode?, JsonNode?> identity)
    {
        var seen = new Dictionary<string, bool>(StringComparer.Ordinal);
        for (int i = 0; i < list.Count; i++)
        {
            JsonNode? key = identity(list[i]);
            if (key is null) continue;
            string text = JsonValues.ToText(key);
            if (seen.TryAdd(text, false) || seen[text]) continue;
            seen[text] = true;      // told once, at the second place
            errors.Add(FieldError.Duplicate(path.Index(i), JsonValues.Shown(key)));
        }
    }
}
