using System.Text.Json.Nodes;
using Netes.Api.Validation;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>A resource inside another says what it is.</summary>
internal static class EmbeddedRules
{
    public static void Check(ErrorList errors, JsonNode? value, StructuralSchema schema, FieldPath? path = null)
    {
        if (!schema.HasEmbeddedResourcesWithin) return;
        switch (value)
        {
            case JsonObject obj:
                if (schema.IsEmbeddedResource && path is not null) CheckResource(errors, obj, path);
                foreach (var (name, member) in obj.OrderBy(static p => p.Key, StringComparer.Ordinal))
                {
                    if (schema.Find(name) is { } property) Check(errors, member, property, FieldPath.Join(path, name));
                    else if (schema.AdditionalProperties is { } others) Check(errors, member, others, path is null ? FieldPath.Of(name) : path.Key(name));
                }
                break;
            case JsonArray list when schema.Items is { } items && path is not null:
                for (int i = 0; i < list.Count; i++) Check(errors, list[i], items, path.Index(i));
                break;
        }
    }

    private static void CheckResource(ErrorList errors, JsonObject resource, FieldPath path)
    {
        string apiVersion = JsonValues.Text(resource["apiVersion"]) ?? "", kind = JsonValues.Text(resource["kind"]) ?? "";
        if (apiVersion.Length == 0) errors.Add(FieldError.Required(path.Child("apiVersion")));
        else if (apiVersion.Count(static c => c == '/') > 1)
            errors.Add(FieldError.Invalid(path.Child("apiVersion"), apiVersion, $"unexpected GroupVersion string: {apiVersion}"));
        if (kind.Length == 0) errors.Add(FieldError.Required(path.Child("kind")));
        else errors.AddInvalid(path.Child("kind"), kind, [.. NameRules.Dns1035Label(kind.ToLowerInvariant()).Select(m => m)]);
        if (resource["metadata"] is not JsonObject metadata) return;
        foreach (string field in (string[])["generateName", "name"])
        {
            if (JsonValues.Text(metadata[field]) is { Length: > 0 } name) errors.AddInvalid(path.Child("metadata", field), name, NameRules.PathSegment(name));
        }
    }
}
