using Netes.Api.MetaV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation;

/// <summary>The rules of a status' conditions (KEP-1623).</summary>
internal static class ConditionRules
{
    private const int ReasonMaxBytes = 1024;
    private const int MessageMaxBytes = 32 * 1024;

    public static void Validate(ErrorList errors, List<Condition>? conditions, FieldPath path)
    {
        var types = new HashSet<string>();
        for (var i = 0; i < (conditions?.Count ?? 0); i++)
        {
            if (!types.Add(conditions![i].Type)) errors.Add(FieldError.Duplicate(path.Index(i).Child("type"), conditions[i].Type));
            One(errors, conditions[i], path.Index(i));
        }
    }

    private static void One(ErrorList errors, Condition condition, FieldPath path)
    {
        errors.AddInvalid(path.Child("type"), condition.Type, NameRules.QualifiedName(condition.Type));
        if (condition.Status is not ("True" or "False" or "Unknown"))
            errors.Add(FieldError.NotSupported(path.Child("status"), condition.Status, "False", "True", "Unknown"));
        if (condition.ObservedGeneration < 0)
            errors.Add(FieldError.Invalid(path.Child("observedGeneration"), condition.ObservedGeneration, "must be greater than or equal to zero"));
        if (condition.LastTransitionTime is null) errors.Add(FieldError.Required(path.Child("lastTransitionTime"), "must be set"));
        if (condition.Reason.Length == 0) errors.Add(FieldError.Required(path.Child("reason"), "must be set"));
        else
        {
            if (!IsReason(condition.Reason)) errors.Add(FieldError.Invalid(path.Child("reason"), condition.Reason, BadReason));
            if (System.Text.Encoding.UTF8.GetByteCount(condition.Reason) > ReasonMaxBytes) errors.Add(FieldError.TooLong(path.Child("reason"), ReasonMaxBytes));
        }
        if (System.Text.Encoding.UTF8.GetByteCount(condition.Message) > MessageMaxBytes) errors.Add(FieldError.TooLong(path.Child("message"), MessageMaxBytes));
    }

    private static bool IsReason(string reason) => char.IsAsciiLetter(reason[0]) &&
        reason.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ',' or ':') && (char.IsAsciiLetterOrDigit(reason[^1]) || reason[^1] == '_');

    private static readonly string BadReason = Messages.Pattern("a condition reason must start with alphabetic character, optionally followed by a " +
        "string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
        "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?", "my_name", "MY_NAME", "MyName", "ReasonA,ReasonB", "ReasonA:ReasonB");
}
