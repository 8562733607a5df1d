using System.Text.Json.Nodes;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>
/// Takes out of an object what its schema doesn't have
/// (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning).
/// </summary>
internal static class Pruner
{
    /// <param name="content">A whole object without kind, apiVersion and metadata.</param>
    /// <param name="schema">The object's schema.</param>
    /// <param name="unknown">Receives the paths of what was taken out, such as <c>spec.map[0].odd</c>; null for none.</param>
    public static void Prune(JsonObject content, StructuralSchema schema, List<string>? unknown)
    {
        Prune(content, schema, "", unknown);
        if (unknown is not null) unknown.Sort(StringComparer.Ordinal);
    }

    private static void Prune(JsonNode? node, StructuralSchema? schema, string path, List<string>? unknown)
    {
        switch (node)
        {
            case JsonObject obj:
                foreach (string name in obj.Select(static p => p.Key).ToArray())
                {
                    string member = unknown is null ? "" : path.Length == 0 ? name : path + "." + name;
                    if (schema is { IsEmbeddedResource: true } && name is "apiVersion" or "kind" or "metadata")
                    {
                        if (name == "metadata" && obj[name] is JsonObject metadata) obj[name] = EmbeddedMetadata.Coerce(metadata, member, unknown);
                        continue;
                    }
                    if (schema?.Find(name) is { } property) Prune(obj[name], property, member, unknown);
                    else if (schema is { HasAdditionalProperties: true }) Prune(obj[name], schema.AdditionalProperties, member, unknown);
                    else if (schema is not { PreservesUnknownFields: true })
                    {
                        unknown?.Add(member);
                        obj.Remove(name);
                    }
                }
                break;
            case JsonArray list:
                if (schema is { PreservesUnknownFields: true, Items: null }) return;
                for (int i = 0; i < list.Count; i++) Prune(list[i], schema?.Items, unknown is null ? "" : $"{path}[{i}]", unknown);
                break;
        }
    }
}
