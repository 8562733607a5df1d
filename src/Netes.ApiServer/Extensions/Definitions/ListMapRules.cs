using Netes.Api.ApiExtensionsV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>What a schema says of how lists and maps merge.</summary>
internal static class ListMapRules
{
    private const string ListType = "x-kubernetes-list-type", MapType = "x-kubernetes-map-type", MapKeys = "x-kubernetes-list-map-keys";

    public static void Check(ErrorList errors, JSONSchemaProps schema, FieldPath path)
    {
        if (schema.XKubernetesPreserveUnknownFields == false)
            errors.Add(FieldError.Invalid(path.Child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined"));
        if (schema.XKubernetesMapType is { } map)
        {
            CheckType(errors, schema, "object", $"must be object if {MapType} is specified", path);
            if (map is not ("atomic" or "granular")) errors.Add(FieldError.NotSupported(path.Child(MapType), map, "atomic", "granular"));
        }
        if (schema.XKubernetesListType is { } list)
        {
            CheckType(errors, schema, "array", $"must be array if {ListType} is specified", path);
            if (list is not ("atomic" or "set" or "map")) errors.Add(FieldError.NotSupported(path.Child(ListType), list, "atomic", "set", "map"));
        }
        if (schema.XKubernetesListMapKeys is { Count: > 0 } && schema.XKubernetesListType != "map")
        {
            const string MustBeMap = $"must be map if {MapKeys} is non-empty";
            errors.Add(schema.XKubernetesListType is null ? FieldError.Required(path.Child(ListType), MustBeMap) : FieldError.Invalid(path.Child(ListType), schema.XKubernetesListType, MustBeMap));
        }
        if (schema.XKubernetesListType == "map") CheckMap(errors, schema, path);
        if (schema.XKubernetesListType is "map" or "set" && schema.Items?.Props is { } items) CheckItems(errors, schema, items, path.Child("items"));
    }

    private static void CheckType(ErrorList errors, JSONSchemaProps schema, string wanted, string why, FieldPath path)
    {
        if (schema.Type == wanted) return;
        errors.Add(schema.Type.Length == 0 ? FieldError.Required(path.Child("type"), why) : FieldError.Invalid(path.Child("type"), schema.Type, why));
    }

    private static void CheckMap(ErrorList errors, JSONSchemaProps schema, FieldPath path)
    {
        List<string> keys = schema.XKubernetesListMapKeys ?? [];
        if (keys.Count == 0) errors.Add(FieldError.Required(path.Child(MapKeys), $"must not be empty if {ListType} is map"));
        if (schema.Items is null) errors.Add(FieldError.Required(path.Child("items"), $"must have a schema if {ListType} is map"));
        if (schema.Items?.Props is not { } items) return;
        if (items.Type != "object") errors.Add(FieldError.Invalid(path.Child("items", "type"), items.Type, $"must be object if parent array's {ListType} is map"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string key in keys)
        {
            if (items.Properties?.GetValueOrDefault(key) is not { } property)
                errors.Add(FieldError.Invalid(path.Child(MapKeys), keys, "entries must all be names of item properties"));
            else if (property.Type is "array" or "object")
                errors.Add(FieldError.Invalid(path.Child("items", "properties").Key(key).Child("type"), property.Type, $"must be a scalar type if parent array's {ListType} is map"));
            if (!seen.Add(key)) errors.Add(FieldError.Invalid(path.Child(MapKeys), keys, "must not contain duplicate entries"));
        }
    }

    private static void CheckItems(ErrorList errors, JSONSchemaProps schema, JSONSchemaProps items, FieldPath path)
    {
        if (items.Nullable) errors.Add(FieldError.Forbidden(path.Child("nullable"), $"cannot be nullable when {ListType} is {schema.XKubernetesListType}"));
        if (schema.XKubernetesListType == "set")
        {
            const string Atomic = $"must be atomic as item of a list with {ListType}=set";
            if (items.Type == "object" && items.XKubernetesMapType != "atomic") errors.Add(FieldError.Required(path.Child(MapType), Atomic));
            if (items.Type == "array" && items.XKubernetesListType is not (null or "atomic")) errors.Add(FieldError.Invalid(path.Child(ListType), items.XKubernetesListType, Atomic));
            return;
        }
        foreach (string key in schema.XKubernetesListMapKeys ?? [])
        {
            if (items.Properties?.GetValueOrDefault(key) is not { } property) continue;
            FieldPath at = path.Child("properties").Key(key);
            if (items.Required?.Contains(key) != true && property.Default is null)
                errors.Add(FieldError.Required(at.Child("default"), $"this property is in {MapKeys}, so it must have a default or be a required property"));
            if (property.Nullable) errors.Add(FieldError.Forbidden(at.Child("nullable"), $"this property is in {MapKeys}, so it cannot be nullable"));
        }
    }
}
