using System.Text.Json.Nodes;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>
/// Fills a schema's defaults into an object, and takes out the nulls that it doesn't allow
/// (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting-and-nullable).
/// </summary>
internal static class Defaulter
{
    public static void Fill(JsonObject content, StructuralSchema schema)
    {
        if (schema.HasDefaultsWithin) Fill((JsonNode)content, schema);
        DropNulls(content, schema);
    }

    private static void Fill(JsonNode? node, StructuralSchema schema)
    {
        if (!schema.HasDefaultsWithin) return;
        switch (node)
        {
            case JsonObject obj:
                foreach (var (name, property) in schema.Properties)
                {
                    if (!property.HasDefaultsWithin) continue;
                    bool there = obj.TryGetPropertyValue(name, out JsonNode? value);
                    if (property.HasDefault && (!there || value is null && !property.Nullable))
                    {
                        obj[name] = value = property.Default();
                        there = true;
                    }
                    if (there) Fill(value, property);
                }
                if (schema.AdditionalProperties is { HasDefaultsWithin: true } others)
                {
                    foreach (string name in obj.Select(static p => p.Key).ToArray())
                    {
                        if (schema.Find(name) is not null) continue;
                        if (obj[name] is null && !others.Nullable) obj[name] = others.Default();
                        Fill(obj[name], others);
                    }
                }
                break;
            case JsonArray list when schema.Items is { HasDefaultsWithin: true } items:
                for (int i = 0; i < list.Count; i++)
                {
                    if (list[i] is null && !items.Nullable) list[i] = items.Default();
                    Fill(list[i], items);
                }
                break;
        }
    }

    /// <summary>A null where none is allowed and nothing takes its place is as good as no member.</summary>
    private static void DropNulls(JsonNode? node, StructuralSchema schema)
    {
        switch (node)
        {
            case JsonObject obj:
                List<string>? dropped = null;
                foreach (var (name, value) in obj)
                {
                    if (schema.Member(name) is not { } member) continue;
                    if (value is null)
                    {
                        if (!member.Nullable && !member.HasDefault) (dropped ??= []).Add(name);
                    }
                    else DropNulls(value, member);
                }
                foreach (string name in dropped ?? []) obj.Remove(name);
                break;
            case JsonArray list when schema.Items is { } items:
                foreach (JsonNode? element in list) DropNulls(element, items);
                break;
        }
    }
}
