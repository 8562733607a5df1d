using Netes.Api;
using Netes.Api.ApiExtensionsV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>What a version's schema may say: the parts of JSON schema that are taken, and Kubernetes' extensions of it.</summary>
internal static class SchemaRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private static readonly string[] Meta = ["metadata", "apiVersion", "kind"];

    public static void Check(ErrorList errors, JSONSchemaProps schema, bool hasStatus, FieldPath path)
    {
        int before = errors.Count;
        if (hasStatus && schema.Type.Length > 0 && schema.Type != "object")
            errors.Add(FieldError.Invalid(path.Child("type"), schema.Type, "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled"));
        else if (hasStatus && SaysMoreThanRootMay(schema))
            errors.Add(FieldError.Invalid(path, new JsonText(JsonOf(schema)),
                "only [Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations] fields are allowed at the root of the schema if the status subresource is enabled"));
        if (schema.Nullable) errors.Add(FieldError.Forbidden(path.Child("nullable"), "nullable cannot be true at the root"));
        Check(errors, schema, path, new Place(true, false, ""));
        StructuralRules.Check(errors, schema, path);
        if (errors.Count == before) DefaultRules.Check(errors, schema, path);
    }

    /// <summary>Status is validated by its own part of the schema, so the root may say nothing that would be lost.</summary>
    private static bool SaysMoreThanRootMay(JSONSchemaProps s) =>
        s.AllOf is { Count: > 0 } || s.AnyOf is { Count: > 0 } || s.OneOf is { Count: > 0 } || s.Not is not null || s.Enum is { Count: > 0 }
        || s.AdditionalProperties is not null || s.MaxProperties is not null || s.MinProperties is not null || s.Default is not null || s.Nullable
        || s.PatternProperties is { Count: > 0 } || s.XKubernetesEmbeddedResource || s.XKubernetesIntOrString || s.XKubernetesListType is not null || s.XKubernetesMapType is not null;

    /// <param name="IsRoot">At the schema of the whole object.</param>
    /// <param name="InMetadata">Within what describes an object's metadata.</param>
    /// <param name="NoDefaults">Why there may be no defaults; "" where there may.</param>
    private readonly record struct Place(bool IsRoot, bool InMetadata, string NoDefaults)
    {
        public Place Below => this with { IsRoot = false };

        public Place Without(string reason) => this with { IsRoot = false, NoDefaults = NoDefaults.Length > 0 ? NoDefaults : reason };
    }

    private static void Check(ErrorList errors, JSONSchemaProps? schema, FieldPath path, Place place)
    {
        if (schema is null) return;
        CheckSupported(errors, schema, path, place);
        if (schema.UniqueItems) errors.Add(FieldError.Forbidden(path.Child("uniqueItems"), "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        if (schema.AdditionalProperties is { } additional)
        {
            if (schema.Properties is { Count: > 0 } && (!additional.Allows || additional.Props is not null))
                errors.Add(FieldError.Forbidden(path.Child("additionalProperties"), "additionalProperties and properties are mutual exclusive"));
            Check(errors, additional.Props, path.Child("additionalProperties"), place.InMetadata ? place.Without("inside additionalProperties applying to object metadata") : place.Below);
        }
        foreach (var (name, property) in (schema.Properties ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            Place inner = place.Below;
            if ((place.IsRoot || schema.XKubernetesEmbeddedResource) && Meta.Contains(name))
            {
                inner = inner with { InMetadata = true };
                if (place.IsRoot) inner = inner.Without($"in top-level {name}");
            }
            Check(errors, property, path.Child("properties").Key(name), inner);
        }
        Check(errors, schema.Not, path.Child("not"), place.Without("inside not"));
        CheckAll(errors, schema.AllOf, path.Child("allOf"), place.Without("inside allOf"));
        CheckAll(errors, schema.OneOf, path.Child("oneOf"), place.Without("inside oneOf"));
        CheckAll(errors, schema.AnyOf, path.Child("anyOf"), place.Without("inside anyOf"));
        Check(errors, schema.Items?.Props, path.Child("items"), place.InMetadata ? place.Without("inside items applying to object metadata") : place.Below);
        ListMapRules.Check(errors, schema, path);
    }

    private static void CheckAll(ErrorList errors, List<JSONSchemaProps>? schemas, FieldPath path, Place place)
    {
        for (int i = 0; i < (schemas?.Count ?? 0); i++) Check(errors, schemas![i], path.Index(i), place);
    }

    private static void CheckSupported(ErrorList errors, JSONSchemaProps schema, FieldPath path, Place place)
    {
        if (schema.Type.Length > 0 && schema.Type != "null" && !Types.Contains(schema.Type)) errors.Add(FieldError.NotSupported(path.Child("type"), schema.Type, Types));
        if (schema.Default is not null && place.NoDefaults.Length > 0) errors.Add(FieldError.Forbidden(path.Child("default"), $"must not be set {place.NoDefaults}"));
        if (schema.Id.Length > 0) NotSupported("id");
        if (schema.AdditionalItems is not null) NotSupported("additionalItems");
        if (schema.PatternProperties is { Count: > 0 }) NotSupported("patternProperties");
        if (schema.Definitions is { Count: > 0 }) NotSupported("definitions");
        if (schema.Dependencies is not null) NotSupported("dependencies");
        if (schema.Ref is not null) NotSupported("$ref");
        if (schema.Type == "null") errors.Add(FieldError.Forbidden(path.Child("type"), "type cannot be set to null, use nullable as an alternative"));
        if (schema.Items?.List is { Count: > 0 }) errors.Add(FieldError.Forbidden(path.Child("items"), "items must be a schema object and not an array"));
        if (place.InMetadata && schema.XKubernetesEmbeddedResource)
            errors.Add(FieldError.Forbidden(path.Child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta"));

        void NotSupported(string field) => errors.Add(FieldError.Forbidden(path.Child(field), $"{field} is not supported"));
    }

    private static string JsonOf(JSONSchemaProps schema) => System.Text.Encoding.UTF8.GetString(ApiJson.SerializeValue(schema));
}
