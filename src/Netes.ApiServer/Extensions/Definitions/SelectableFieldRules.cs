using Netes.Api.ApiExtensionsV1;
using Netes.Api.Validation;
using Netes.ApiServer.Extensions.CustomResources;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>What objects may be selected by (KEP-4358): simple fields of the schema.</summary>
internal static class SelectableFieldRules
{
    private const int Most = 8;

    public static void Check(ErrorList errors, CustomResourceDefinitionVersion version, FieldPath path)
    {
        List<SelectableField> fields = version.SelectableFields ?? [];
        if (fields.Count == 0) return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < fields.Count; i++)
        {
            FieldPath at = path.Index(i).Child("jsonPath");
            string text = fields[i].JsonPath;
            if (text.Length == 0)
            {
                errors.Add(FieldError.Required(at));
                continue;
            }
            if (Names(text) is not { } names)
            {
                errors.Add(FieldError.Invalid(at, text, "is an invalid path: must be a simple json path starting with ."));
                continue;
            }
            if (names[0] == "metadata")
                errors.Add(FieldError.Invalid(at, text, "must not point to fields in metadata"));
            else if (Target(version.SchemaValue?.OpenAPIV3Schema, names) is not { } target)
                errors.Add(FieldError.Invalid(at, text, $"is an invalid path: does not refer to a valid field"));
            else if (target.Type is not ("string" or "boolean" or "integer"))
                errors.Add(FieldError.Invalid(at, text, "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."));
            if (!seen.Add(text)) errors.Add(FieldError.Duplicate(at, text));
        }
        if (fields.Count > Most) errors.Add(FieldError.TooMany(path, fields.Count, Most));
    }

    private static IReadOnlyList<string>? Names(string path)
    {
        if (path[0] != '.' || path.Contains('[', StringComparison.Ordinal)) return null;
        try
        {
            return JsonPath.Parse(path).Fields is { Count: > 0 } names && names.All(n => n.Length > 0) ? names : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static JSONSchemaProps? Target(JSONSchemaProps? schema, IReadOnlyList<string> names)
    {
        foreach (string name in names) schema = schema?.Properties?.GetValueOrDefault(name);
        return schema;
    }
}
