using System.Text.Json;
using Netes.Api;
using Netes.Api.ResourceV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>What is said to a driver, and which devices are chosen by expression.</summary>
internal static class DeviceConfigurationRules
{
    private const int ParametersMaxBytes = 10 * 1024;
    private const int ExpressionMaxBytes = 10 * 1024;
    private const int MostSelectors = 32;

    /// <param name="stored">Whether it is in the store as it is: limits that came later don't hold for it.</param>
    public static void Configuration(ErrorList errors, DeviceConfiguration configuration, bool stored, FieldPath path)
    {
        var opaque = path.Child("opaque");
        if (configuration.Opaque is not { } known)
        {
            errors.Add(FieldError.Required(opaque));
            return;
        }
        DeviceNames.Driver(errors, known.Driver, opaque.Child("driver"));
        JsonObject(errors, known.Parameters, stored, opaque.Child("parameters"));
    }

    /// <summary>Any JSON object of limited size. Also what a driver reports of a device.</summary>
    public static void JsonObject(ErrorList errors, RawJson? json, bool stored, FieldPath path)
    {
        if (json is not { Utf8.IsEmpty: false } value)
        {
            errors.Add(FieldError.Required(path));
            return;
        }
        if (!stored && value.Utf8.Length > ParametersMaxBytes)
        {
            errors.Add(FieldError.TooLong(path, ParametersMaxBytes));
            return;
        }
        using var document = JsonDocument.Parse(value.Utf8);
        if (document.RootElement.ValueKind == JsonValueKind.Null) errors.Add(FieldError.Required(path));
        else if (document.RootElement.ValueKind != JsonValueKind.Object)
            errors.Add(FieldError.Invalid(path, "<value omitted>", "must be a valid JSON object"));
    }

    /// <param name="stored">Whether they are in the store as they are: they were compiled then.</param>
    public static void Selectors(ErrorList errors, List<DeviceSelector>? selectors, bool stored, FieldPath path) =>
        Lists.Each(errors, selectors, MostSelectors, path, (selector, at) => Selector(errors, selector, stored, at));

    private static void Selector(ErrorList errors, DeviceSelector selector, bool stored, FieldPath path)
    {
        if (selector.Cel is not { } cel)
        {
            errors.Add(FieldError.Required(path.Child("cel")));
            return;
        }
        if (stored) return;
        var expression = path.Child("cel", "expression");
        if (System.Text.Encoding.UTF8.GetByteCount(cel.Expression) > ExpressionMaxBytes)
            errors.Add(FieldError.TooLong(expression, ExpressionMaxBytes));
        else ExpressionRules.Check(errors, cel.Expression, ExpressionUse.DeviceSelector, new(false, []), expression);
    }
}
