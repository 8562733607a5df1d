using System.Text;
using Netes.Api;
using Netes.Api.ApiExtensionsV1;
using Netes.Api.Validation;
using Netes.ApiServer.Extensions.CustomResources;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>
/// The rules of a definition's versions. What all versions have in common is spoken of as the definition's own: upstream keeps it
/// there, and its messages name that place.
/// </summary>
internal static class VersionRules
{
    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] ColumnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    /// <summary>Names, and what differs between versions.</summary>
    public static void CheckEach(ErrorList errors, IReadOnlyList<CustomResourceDefinitionVersion> versions, FieldPath spec)
    {
        Common common = CommonTo(versions);
        for (int i = 0; i < versions.Count; i++)
        {
            CustomResourceDefinitionVersion version = versions[i];
            FieldPath path = spec.Child("versions").Index(i);
            if (version.SchemaValue?.OpenAPIV3Schema is null) errors.Add(FieldError.Required(path.Child("schema", "openAPIV3Schema"), "schemas are required"));
        }
        for (int i = 0; i < versions.Count; i++)
        {
            CustomResourceDefinitionVersion version = versions[i];
            FieldPath path = spec.Child("versions").Index(i);
            if (NameRules.Dns1035Label(version.Name) is { Count: > 0 } wrong) errors.Add(FieldError.Invalid(path.Child("name"), version.Name, string.Join(',', wrong)));
            if (!version.Deprecated && version.DeprecationWarning is not null)
                errors.Add(FieldError.Invalid(path.Child("deprecationWarning"), version.DeprecationWarning, "can only be set for deprecated versions"));
            else if (version.DeprecationWarning is { } warning) CheckWarning(errors, warning, path.Child("deprecationWarning"));
            if (!common.Schema) CheckSchema(errors, version, path.Child("schema"));
            if (!common.Subresources) CheckSubresources(errors, version.Subresources, path.Child("subresources"));
            if (!common.Columns) CheckColumns(errors, version, path.Child("additionalPrinterColumns"));
            if (!common.SelectableFields) SelectableFieldRules.Check(errors, version, path.Child("selectableFields"));
        }
    }

    /// <summary>What all versions share.</summary>
    public static void CheckCommon(ErrorList errors, IReadOnlyList<CustomResourceDefinitionVersion> versions, FieldPath spec)
    {
        if (versions.Count == 0) return;
        Common common = CommonTo(versions);
        if (common.Schema) CheckSchema(errors, versions[0], spec.Child("validation"));
        if (common.Subresources) CheckSubresources(errors, versions[0].Subresources, spec.Child("subresources"));
        if (common.Columns) CheckColumns(errors, versions[0], spec.Child("additionalPrinterColumns"));
        if (common.SelectableFields) SelectableFieldRules.Check(errors, versions[0], spec.Child("selectableFields"));
    }

    /// <summary>The versions as upstream's messages show them.</summary>
    public static object? Dump(List<CustomResourceDefinitionVersion>? versions)
    {
        if (versions is null) return null;
        var text = new StringBuilder("[");
        foreach (CustomResourceDefinitionVersion version in versions)
        {
            if (text.Length > 1) text.Append(',');
            text.Append("{\"Name\":").Append(GoValue.JsonString(version.Name))
                .Append(",\"Served\":").Append(version.Served ? "true" : "false")
                .Append(",\"Storage\":").Append(version.Storage ? "true" : "false")
                .Append(",\"Deprecated\":").Append(version.Deprecated ? "true" : "false")
                .Append(",\"DeprecationWarning\":").Append(version.DeprecationWarning is { } warning ? GoValue.JsonString(warning) : "null")
                .Append(",\"Schema\":null,\"Subresources\":null,\"AdditionalPrinterColumns\":null,\"SelectableFields\":null}");
        }
        return new JsonText(text.Append(']').ToString());
    }

    private readonly record struct Common(bool Schema, bool Subresources, bool Columns, bool SelectableFields);

    private static Common CommonTo(IReadOnlyList<CustomResourceDefinitionVersion> versions) => new(
        versions.Skip(1).All(v => Same(v.SchemaValue, versions[0].SchemaValue)),
        versions.Skip(1).All(v => Same(v.Subresources, versions[0].Subresources)),
        versions.Skip(1).All(v => DeepCompare.Lists(v.AdditionalPrinterColumns, versions[0].AdditionalPrinterColumns, static (a, b) => a.DeepEquals(b))),
        versions.Skip(1).All(v => DeepCompare.Lists(v.SelectableFields, versions[0].SelectableFields, static (a, b) => a.DeepEquals(b))));

    private static bool Same<T>(T? a, T? b) where T : class, IApiType<T> => a is null ? b is null : a.DeepEquals(b);

    private static void CheckWarning(ErrorList errors, string warning, FieldPath path)
    {
        const int Longest = 256;
        if (warning.Length == 0) errors.Add(FieldError.Invalid(path, warning, "must not be empty"));
        if (Encoding.UTF8.GetByteCount(warning) > Longest) errors.Add(FieldError.Invalid(path, warning, $"must be <= {Longest} characters long"));
        int odd = warning.AsSpan().IndexOfAnyInRange('\0', '\u001f');
        if (odd >= 0) errors.Add(FieldError.Invalid(path, warning, $"must only contain printable UTF-8 characters; non-printable character found at index {odd}"));
    }

    private static void CheckSchema(ErrorList errors, CustomResourceDefinitionVersion version, FieldPath path)
    {
        if (version.SchemaValue?.OpenAPIV3Schema is { } schema) SchemaRules.Check(errors, schema, version.Subresources?.Status is not null, path.Child("openAPIV3Schema"));
    }

    private static void CheckColumns(ErrorList errors, CustomResourceDefinitionVersion version, FieldPath path)
    {
        for (int i = 0; i < (version.AdditionalPrinterColumns?.Count ?? 0); i++)
        {
            CustomResourceColumnDefinition column = version.AdditionalPrinterColumns![i];
            FieldPath at = path.Index(i);
            if (column.Name.Length == 0) errors.Add(FieldError.Required(at.Child("name")));
            string types = $"must be one of {string.Join(',', ColumnTypes)}";
            if (column.Type.Length == 0) errors.Add(FieldError.Required(at.Child("type"), types));
            else if (!ColumnTypes.Contains(column.Type)) errors.Add(FieldError.Invalid(at.Child("type"), column.Type, types));
            if (column.Format.Length > 0 && !ColumnFormats.Contains(column.Format))
                errors.Add(FieldError.Invalid(at.Child("format"), column.Format, $"must be one of {string.Join(',', ColumnFormats)}"));
            if (column.JsonPath.Length == 0) errors.Add(FieldError.Required(at.Child("jsonPath")));
            else CheckPath(errors, column.JsonPath, at.Child("jsonPath"));
        }
    }

    private static void CheckPath(ErrorList errors, string text, FieldPath path)
    {
        if (text[0] != '.')
        {
            errors.Add(FieldError.Invalid(path, text, "must be a simple json path starting with ."));
            return;
        }
        try
        {
            JsonPath.Parse(text);
        }
        catch (FormatException e)
        {
            errors.Add(FieldError.Invalid(path, text, $"could not parse json path: {e.Message}"));
        }
    }

    private static void CheckSubresources(ErrorList errors, CustomResourceSubresources? subresources, FieldPath path)
    {
        if (subresources?.Scale is not { } scale) return;
        CheckReplicas(errors, scale.SpecReplicasPath, ".spec", path.Child("scale.specReplicasPath"));
        CheckReplicas(errors, scale.StatusReplicasPath, ".status", path.Child("scale.statusReplicasPath"));
        if (scale.LabelSelectorPath is not { Length: > 0 } selector) return;
        FieldPath at = path.Child("scale.labelSelectorPath");
        if (selector[0] != '.') errors.Add(FieldError.Invalid(at, selector, "must be a simple json path starting with ."));
        else if (!selector.StartsWith(".spec.", StringComparison.Ordinal) && !selector.StartsWith(".status.", StringComparison.Ordinal))
            errors.Add(FieldError.Invalid(at, selector, "should be a json path under either .status or .spec"));
    }

    private static void CheckReplicas(ErrorList errors, string text, string under, FieldPath path)
    {
        if (text.Length == 0) errors.Add(FieldError.Required(path));
        else if (text[0] != '.') errors.Add(FieldError.Invalid(path, text, "must be a simple json path starting with ."));
        else if (!text.StartsWith(under + ".", StringComparison.Ordinal)) errors.Add(FieldError.Invalid(path, text, $"should be a json path under {under}"));
    }
}
