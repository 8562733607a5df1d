using System.Text;
using Netes.Api.MetaV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation;

/// <summary>The rules of labels, annotations and label selectors, wherever they stand in an object.</summary>
internal static class LabelRules
{
    /// <summary>All annotations of an object together, keys and values, in bytes.</summary>
    private const int AnnotationsMaxBytes = 256 * 1024;

    public static void Labels(ErrorList errors, Dictionary<string, string>? labels, FieldPath path)
    {
        if (labels is null) return;
        foreach (var (key, value) in Sorted(labels))
        {
            errors.AddInvalid(path, key, NameRules.QualifiedName(key));
            errors.AddInvalid(path, value, NameRules.LabelValue(value));
        }
    }

    public static void Annotations(ErrorList errors, Dictionary<string, string>? annotations, FieldPath path)
    {
        if (annotations is null) return;
        var bytes = 0L;
        foreach (var (key, value) in Sorted(annotations))
        {
            // Keys may have capitals here, which the qualified name's prefix may not.
            errors.AddInvalid(path, key, NameRules.QualifiedName(key.ToLowerInvariant()));
            bytes += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        }
        if (bytes > AnnotationsMaxBytes) errors.Add(FieldError.TooLong(path, AnnotationsMaxBytes));
    }

    /// <summary>A label selector as it stands in an object; none at all is well.</summary>
    public static void Selector(ErrorList errors, LabelSelector? selector, FieldPath path)
    {
        if (selector is null) return;
        Labels(errors, selector.MatchLabels, path.Child("matchLabels"));
        for (var i = 0; i < (selector.MatchExpressions?.Count ?? 0); i++)
            Requirement(errors, selector.MatchExpressions![i], path.Child("matchExpressions").Index(i));
    }

    public static bool IsEmpty(LabelSelector? selector) =>
        selector is null || ((selector.MatchLabels?.Count ?? 0) == 0 && (selector.MatchExpressions?.Count ?? 0) == 0);

    private static void Requirement(ErrorList errors, LabelSelectorRequirement requirement, FieldPath path)
    {
        var values = requirement.Values ?? [];
        switch (requirement.Operator)
        {
            case "In" or "NotIn":
                if (values.Count == 0)
                    errors.Add(FieldError.Required(path.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'"));
                break;
            case "Exists" or "DoesNotExist":
                if (values.Count > 0)
                    errors.Add(FieldError.Forbidden(path.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                break;
            default:
                errors.Add(FieldError.Invalid(path.Child("operator"), requirement.Operator, "not a valid selector operator"));
                break;
        }
        errors.AddInvalid(path.Child("key"), requirement.Key, NameRules.QualifiedName(requirement.Key));
        for (var i = 0; i < values.Count; i++)
            errors.AddInvalid(path.Child("values").Index(i), values[i], NameRules.LabelValue(values[i]));
    }

    /// <summary>Maps have no order; errors come in the order of keys, so that the same object gives the same text.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Sorted(Dictionary<string, string> map) =>
        map.Count < 2 ? map : map.OrderBy(p => p.Key, StringComparer.Ordinal);
}
