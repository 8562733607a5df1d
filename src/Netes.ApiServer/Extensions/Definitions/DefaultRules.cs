using System.Text.Json.Nodes;
using Netes.Api.ApiExtensionsV1;
using Netes.Api.Validation;
using Netes.ApiServer.Extensions.Schemas;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>A default is a value that its schema allows.</summary>
internal static class DefaultRules
{
    public static void Check(ErrorList errors, JSONSchemaProps source, FieldPath path)
    {
        StructuralSchema schema = StructuralSchema.From(source);
        if (schema.HasDefaultsWithin) Check(errors, schema, path, isResourceRoot: true);
    }

    private static void Check(ErrorList errors, StructuralSchema schema, FieldPath path, bool isResourceRoot)
    {
        if (!schema.HasDefaultsWithin) return;
        if (schema.HasDefault && !isResourceRoot) CheckValue(errors, schema, path.Child("default"));
        if (schema.Items is { } items) Check(errors, items, path.Child("items"), false);
        foreach (var (name, property) in schema.Properties)
        {
            if (isResourceRoot && name is "metadata" or "apiVersion" or "kind" && property.HasDefault) continue;
            Check(errors, property, path.Child("properties").Key(name), false);
        }
        if (schema.AdditionalProperties is { } others) Check(errors, others, path.Child("additionalProperties"), false);
    }

    private static void CheckValue(ErrorList errors, StructuralSchema schema, FieldPath path)
    {
        JsonNode? value = schema.Default();
        var holder = new JsonObject { ["value"] = value };
        StructuralSchema around = StructuralSchema.From(new JSONSchemaProps { Type = "object", Properties = new() { ["value"] = schema.Source } });
        var unknown = new List<string>();
        Pruner.Prune(holder, around, unknown);
        if (unknown.Count > 0)
        {
            errors.Add(FieldError.Invalid(path, JsonValues.Shown(schema.Default()), "must not have unknown fields"));
            return;
        }
        Defaulter.Fill(holder, around);
        errors.AddRange(new SchemaValidator(schema.Source).Validate(holder["value"], path));
        ListRules.Check(errors, holder["value"], schema, path);
    }
}
