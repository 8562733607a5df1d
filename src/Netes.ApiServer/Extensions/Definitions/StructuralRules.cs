using Netes.Api.ApiExtensionsV1;
using Netes.Api.Validation;
using Netes.ApiServer.Extensions.Schemas;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>
/// A schema is structural when its types stand outside of allOf, anyOf, oneOf and not, which may only say more about values that
/// are specified already (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema).
/// </summary>
internal static class StructuralRules
{
    private enum Level
    {
        Root,
        Item,
        Field,
    }

    public static void Check(ErrorList errors, JSONSchemaProps schema, FieldPath path)
    {
        var found = new ErrorList();
        CheckStructure(found, schema, Level.Root, path);
        CheckComplete(found, schema, schema, path, path);
        errors.AddRange(found.OrderBy(static e => e.ToString(), StringComparer.Ordinal));
    }

    private static void CheckStructure(ErrorList errors, JSONSchemaProps s, Level level, FieldPath path)
    {
        if (s.Type == "array" && s.Items?.Props is null) errors.Add(FieldError.Required(path.Child("items"), "must be specified"));
        if (s.Items?.Props is { } items) CheckStructure(errors, items, Level.Item, path.Child("items"));
        foreach (var (name, property) in s.Properties ?? []) CheckStructure(errors, property, Level.Field, path.Child("properties").Key(name));
        if (s.AdditionalProperties is { } additional)
        {
            if (level == Level.Root) errors.Add(FieldError.Forbidden(path.Child("additionalProperties"), "must not be used at the root"));
            if (additional.Props is { } values) CheckStructure(errors, values, Level.Field, path.Child("additionalProperties"));
        }
        CheckExtensions(errors, s, path);
        bool anyOf = s.XKubernetesIntOrString && IsIntOrString(s.AnyOf);
        bool firstAllOf = s.XKubernetesIntOrString && s.AllOf is { Count: > 0 } && IsIntOrString(s.AllOf[0].AnyOf);
        CheckValues(errors, s, anyOf, firstAllOf, path);
        CheckTyped(errors, s, level, path);
        CheckMetadata(errors, s, level, path);
    }

    private static void CheckExtensions(ErrorList errors, JSONSchemaProps s, FieldPath path)
    {
        const string NotBoth = "must be false if x-kubernetes-int-or-string is true";
        if (s.XKubernetesIntOrString && s.XKubernetesPreserveUnknownFields == true)
            errors.Add(FieldError.Invalid(path.Child("x-kubernetes-preserve-unknown-fields"), true, NotBoth));
        if (s.XKubernetesIntOrString && s.XKubernetesEmbeddedResource)
            errors.Add(FieldError.Invalid(path.Child("x-kubernetes-embedded-resource"), true, NotBoth));
    }

    private static void CheckTyped(ErrorList errors, JSONSchemaProps s, Level level, FieldPath path)
    {
        FieldPath type = path.Child("type");
        const string Embedded = "must be object if x-kubernetes-embedded-resource is true";
        if (s.XKubernetesEmbeddedResource && s.Type != "object")
            errors.Add(s.Type.Length == 0 ? FieldError.Required(type, Embedded) : FieldError.Invalid(type, s.Type, Embedded));
        else if (s.Type.Length == 0 && !s.XKubernetesIntOrString && s.XKubernetesPreserveUnknownFields != true)
        {
            errors.Add(FieldError.Required(type, level switch
            {
                Level.Root => "must not be empty at the root",
                Level.Item => "must not be empty for specified array items",
                _ => "must not be empty for specified object fields",
            }));
        }
        if (s.XKubernetesEmbeddedResource && s.AdditionalProperties is not null)
            errors.Add(FieldError.Forbidden(path.Child("additionalProperties"), "must not be used if x-kubernetes-embedded-resource is set"));
        if (level == Level.Root && s.Type.Length > 0 && s.Type != "object") errors.Add(FieldError.Invalid(type, s.Type, "must be object at the root"));
        if (s.XKubernetesEmbeddedResource && s.XKubernetesPreserveUnknownFields != true && s.Properties is null or { Count: 0 })
            errors.Add(FieldError.Required(path.Child("properties"), "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"));
    }

    private static void CheckMetadata(ErrorList errors, JSONSchemaProps s, Level level, FieldPath path)
    {
        if (level != Level.Root && !s.XKubernetesEmbeddedResource) return;
        foreach (string name in (string[])["kind", "apiVersion"])
        {
            if (s.Properties?.GetValueOrDefault(name) is { } text && text.Type != "string")
                errors.Add(FieldError.Invalid(path.Child("properties").Key(name).Child("type"), text.Type, "must be string"));
        }
        if (s.Properties?.GetValueOrDefault("metadata") is not { } metadata) return;
        FieldPath at = path.Child("properties").Key("metadata");
        if (metadata.Type != "object") errors.Add(FieldError.Invalid(at.Child("type"), metadata.Type, "must be object"));
        if (level != Level.Root) return;
        JSONSchemaProps rest = metadata.Clone();
        rest.Type = "";
        rest.Default = null;
        if (rest.Properties is { } named && named.Keys.All(k => k is "name" or "generateName")) rest.Properties = null;
        if (rest.Properties is { Count: > 0 } || rest.AdditionalProperties is not null || rest.Items is not null || rest.Description.Length + rest.Title.Length > 0
            || rest.Nullable || rest.XKubernetesPreserveUnknownFields is not null || rest.XKubernetesEmbeddedResource || rest.XKubernetesIntOrString
            || rest.XKubernetesListType is not null || rest.XKubernetesMapType is not null || rest.Required is { Count: > 0 }
            || rest.AllOf is { Count: > 0 } || rest.AnyOf is { Count: > 0 } || rest.OneOf is { Count: > 0 } || rest.Not is not null)
            errors.Add(FieldError.Forbidden(at, "must not specify anything other than name and generateName, but metadata is implicitly specified"));
    }

    /// <summary>anyOf: [type: integer, type: string], the one place where types may stand within.</summary>
    private static bool IsIntOrString(List<JSONSchemaProps>? anyOf) =>
        anyOf is [var a, var b] && a.DeepEquals(new JSONSchemaProps { Type = "integer" }) && b.DeepEquals(new JSONSchemaProps { Type = "string" });

    private static void CheckValues(ErrorList errors, JSONSchemaProps s, bool skipAnyOf, bool skipFirstAllOf, FieldPath path)
    {
        if (!skipAnyOf) CheckNested(errors, s.AnyOf, path.Child("anyOf"));
        for (int i = 0; i < (s.AllOf?.Count ?? 0); i++) CheckNested(errors, s.AllOf![i], skipFirstAllOf && i == 0, path.Child("allOf").Index(i));
        CheckNested(errors, s.OneOf, path.Child("oneOf"));
        if (s.Not is { } not) CheckNested(errors, not, false, path.Child("not"));
        if (s.Pattern.Length > 0 && GoPattern.TryCreate(s.Pattern) is null)
            errors.Add(FieldError.Invalid(path.Child("pattern"), s.Pattern, $"must be a valid regular expression, but isn't: error parsing regexp: invalid syntax: `{s.Pattern}`"));
    }

    private static void CheckNested(ErrorList errors, List<JSONSchemaProps>? schemas, FieldPath path)
    {
        for (int i = 0; i < (schemas?.Count ?? 0); i++) CheckNested(errors, schemas![i], false, path.Index(i));
    }

    private static void CheckNested(ErrorList errors, JSONSchemaProps v, bool skipAnyOf, FieldPath path)
    {
        CheckValues(errors, v, skipAnyOf, false, path);
        if (v.Items?.Props is { } items) CheckNested(errors, items, false, path.Child("items"));
        foreach (var (name, property) in v.Properties ?? []) CheckNested(errors, property, false, path.Child("properties").Key(name));
        Forbid(v.Type.Length > 0, "type", "must be empty to be structural");
        Forbid(v.AdditionalProperties is not null, "additionalProperties", "must be undefined to be structural");
        Forbid(v.Default is not null, "default", "must be undefined to be structural");
        Forbid(v.Title.Length > 0, "title", "must be empty to be structural");
        Forbid(v.Description.Length > 0, "description", "must be empty to be structural");
        Forbid(v.Nullable, "nullable", "must be false to be structural");
        Forbid(v.XKubernetesPreserveUnknownFields == true, "x-kubernetes-preserve-unknown-fields", "must be false to be structural");
        Forbid(v.XKubernetesEmbeddedResource, "x-kubernetes-embedded-resource", "must be false to be structural");
        Forbid(v.XKubernetesIntOrString, "x-kubernetes-int-or-string", "must be false to be structural");
        Forbid(v.XKubernetesListMapKeys is { Count: > 0 }, "x-kubernetes-list-map-keys", "must be empty to be structural");
        Forbid(v.XKubernetesListType is not null, "x-kubernetes-list-type", "must be undefined to be structural");
        Forbid(v.XKubernetesMapType is not null, "x-kubernetes-map-type", "must be undefined to be structural");
        Forbid(v.XKubernetesValidations is { Count: > 0 }, "x-kubernetes-validations", "must be empty to be structural");
        if (v.Properties?.ContainsKey("metadata") == true)
            errors.Add(FieldError.Forbidden(path.Child("properties").Key("metadata"), "must not be specified in a nested context"));

        void Forbid(bool set, string field, string why)
        {
            if (set) errors.Add(FieldError.Forbidden(path.Child(field), why));
        }
    }

    /// <summary>What alternatives speak of is specified outside of them, too.</summary>
    private static void CheckComplete(ErrorList errors, JSONSchemaProps structure, JSONSchemaProps values, FieldPath path, FieldPath at)
    {
        foreach (var (name, list) in ((string, List<JSONSchemaProps>?)[])[("allOf", values.AllOf), ("anyOf", values.AnyOf), ("oneOf", values.OneOf)])
            for (int i = 0; i < (list?.Count ?? 0); i++) CheckNestedComplete(errors, structure, list![i], path, at.Child(name).Index(i));
        if (values.Not is { } not) CheckNestedComplete(errors, structure, not, path, at.Child("not"));
        if (!ReferenceEquals(structure, values)) return;
        if (structure.Items?.Props is { } items) CheckComplete(errors, items, items, path.Child("items"), at.Child("items"));
        foreach (var (name, property) in structure.Properties ?? [])
            CheckComplete(errors, property, property, path.Child("properties").Key(name), at.Child("properties").Key(name));
        if (structure.AdditionalProperties?.Props is { } additional)
            CheckComplete(errors, additional, additional, path.Child("additionalProperties"), at.Child("additionalProperties"));
    }

    private static void CheckNestedComplete(ErrorList errors, JSONSchemaProps structure, JSONSchemaProps values, FieldPath path, FieldPath at)
    {
        CheckComplete(errors, structure, values, path, at);
        if (values.Items?.Props is { } items)
        {
            if (structure.Items?.Props is { } known) CheckNestedComplete(errors, known, items, path.Child("items"), at.Child("items"));
            else errors.Add(FieldError.Required(path.Child("items"), $"because it is defined in {at.Child("items")}"));
        }
        foreach (var (name, property) in values.Properties ?? [])
        {
            FieldPath inner = path.Child("properties").Key(name), where = at.Child("properties").Key(name);
            if (structure.Properties?.GetValueOrDefault(name) is { } known) CheckNestedComplete(errors, known, property, inner, where);
            else errors.Add(FieldError.Required(inner, $"because it is defined in {where}"));
        }
    }
}
