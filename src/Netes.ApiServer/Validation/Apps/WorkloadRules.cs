using System.Globalization;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Apps;

/// <summary>Rules that several workloads share.</summary>
internal static class WorkloadRules
{
    public static void NonNegative(ErrorList errors, long value, FieldPath path)
    {
        if (value < 0) errors.Add(FieldError.Invalid(path, value, Messages.NonNegative));
    }

    public static void NonNegative(ErrorList errors, long? value, FieldPath path)
    {
        if (value is { } number) NonNegative(errors, number, path);
    }

    /// <summary>The template of a workload that chooses its Pods with a selector and keeps them running.</summary>
    public static void Template(ErrorList errors, PodTemplateSpec template, LabelSelector? selector, string kind, FieldPath path)
    {
        // No selector at all chooses nothing, and so not this template either; an empty one is refused elsewhere.
        if ((selector is null || !LabelRules.IsEmpty(selector)) && LabelSelectors.TryParse(selector, out var parsed) && !parsed.Matches(template.Metadata.Labels))
        {
            errors.Add(FieldError.Invalid(path.Child("metadata", "labels"), template.Metadata.Labels,
                "`selector` does not match template `labels`"));
        }
        PodTemplateRules.Validate(errors, template, path);
        AlwaysRestarted(errors, template.Spec, kind, path.Child("spec"));
    }

    public static void AlwaysRestarted(ErrorList errors, PodSpec spec, string kind, FieldPath path)
    {
        if (spec.RestartPolicy != "Always")
            errors.Add(FieldError.NotSupported(path.Child("restartPolicy"), spec.RestartPolicy, "Always"));
        if (spec.ActiveDeadlineSeconds is not null)
            errors.Add(FieldError.Forbidden(path.Child("activeDeadlineSeconds"), $"activeDeadlineSeconds in {kind} is not Supported"));
    }

    /// <summary>A count, or a share in percent.</summary>
    public static void PositiveIntOrPercent(ErrorList errors, IntOrString value, FieldPath path)
    {
        if (value.IsString) errors.AddInvalid(path, value.ToString(), ValueRules.Percent(value.ToString()));
        else NonNegative(errors, value.IntValue, path);
    }

    public static void NotMoreThanAll(ErrorList errors, IntOrString value, FieldPath path)
    {
        if (PercentOf(value) is > 100) errors.Add(FieldError.Invalid(path, GoStruct.Plain(value), "must not be greater than 100%"));
    }

    /// <summary>The number, without a percent sign; the zero that a bad text gives is reported elsewhere.</summary>
    public static int Number(IntOrString value) => PercentOf(value) ?? value.IntValue;

    private static int? PercentOf(IntOrString value)
    {
        if (!value.IsString) return null;
        var text = value.ToString();
        if (ValueRules.Percent(text).Count > 0) return null;
        return int.TryParse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture, out var percent) ? percent : null;
    }

    /// <summary>A selector in an error message: as JSON, empty members left out.</summary>
    public static JsonText Text(LabelSelector? selector) =>
        new(selector is null ? "null" : System.Text.Encoding.UTF8.GetString(ApiJson.SerializeValue(selector)));

    public static void ImmutableSelector(ErrorList errors, LabelSelector? selector, LabelSelector? old, FieldPath path)
    {
        var same = selector is null ? old is null : selector.DeepEquals(old);
        if (!same) errors.Add(FieldError.Invalid(path, Text(selector), Messages.Immutable));
    }
}
