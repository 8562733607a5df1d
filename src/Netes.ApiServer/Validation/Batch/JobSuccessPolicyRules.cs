using System.Globalization;
using Netes.Api.BatchV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Batch;

/// <summary>When an Indexed Job is done before all its indexes are (KEP-3998).</summary>
internal static class JobSuccessPolicyRules
{
    private const int MaxRules = 20;

    public static void Validate(ErrorList errors, JobSpec spec, FieldPath path)
    {
        if (spec.SuccessPolicy is not { } policy) return;
        if (spec.CompletionMode != "Indexed")
        {
            errors.Add(FieldError.Invalid(path, Text(policy), "requires indexed completion mode"));
            return;
        }
        var rules = path.Child("rules");
        if ((policy.Rules?.Count ?? 0) == 0) errors.Add(FieldError.Required(rules, "at least one rules must be specified when the successPolicy is specified"));
        if (policy.Rules?.Count > MaxRules) errors.Add(FieldError.TooMany(rules, policy.Rules.Count, MaxRules));
        for (var i = 0; i < (policy.Rules?.Count ?? 0); i++)
            Rule(errors, policy.Rules![i], spec.Completions ?? 0, rules.Index(i));
    }

    private static void Rule(ErrorList errors, SuccessPolicyRule rule, int completions, FieldPath path)
    {
        if (rule.SucceededCount is null && rule.SucceededIndexes is null)
            errors.Add(FieldError.Required(path, "at least one of succeededCount or succeededIndexes must be specified"));
        var total = 0;
        if (rule.SucceededIndexes is { } indexes && !Count(indexes, completions, out total, out var mistake))
        {
            total = 0;
            errors.Add(FieldError.Invalid(path.Child("succeededIndexes"), indexes, "error parsing succeededIndexes: " + mistake));
        }
        if (rule.SucceededCount is not { } count) return;
        var at = path.Child("succeededCount");
        if (count < 0) errors.Add(FieldError.Invalid(at, count, Messages.NonNegative));
        if (count > completions)
            errors.Add(FieldError.Invalid(at, count, $"must be less than or equal to {completions} (the number of specified completions)"));
        if (rule.SucceededIndexes is not null && count > total)
        {
            errors.Add(FieldError.Invalid(at, count,
                $"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)"));
        }
    }

    /// <summary>Counts the indexes of a text such as <c>0-2,5</c>: ascending, below the number of completions.</summary>
    private static bool Count(string text, int completions, out int count, out string mistake)
    {
        count = 0;
        mistake = "";
        if (text.Length == 0) return true;
        var last = -1;
        foreach (var interval in text.Split(','))
        {
            var ends = interval.Split('-');
            if (ends.Length > 2)
            {
                mistake = $"the fragment \"{interval}\" violates the requirement that an index interval can have at most two parts separated by '-'";
                return false;
            }
            var values = new int[ends.Length];
            for (var i = 0; i < ends.Length; i++)
            {
                if (!int.TryParse(ends[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out values[i]))
                {
                    mistake = $"cannot convert string to integer for index: \"{ends[i]}\"";
                    return false;
                }
                if (values[i] < completions) continue;
                mistake = $"too large index: \"{ends[i]}\"";
                return false;
            }
            if (values[0] <= last)
            {
                mistake = $"non-increasing order, previous: {last}, current: {values[0]}";
                return false;
            }
            if (values.Length == 2 && values[1] <= values[0])
            {
                mistake = $"non-increasing order, previous: {values[0]}, current: {values[1]}";
                return false;
            }
            count += values[^1] - values[0] + 1;
            last = values[^1];
        }
        return true;
    }

    private static JsonText Text(SuccessPolicy policy) => new GoStruct().Add("Rules", (policy.Rules ?? []).Select(r =>
        (object)new GoStruct().Add("SucceededIndexes", r.SucceededIndexes).Add("SucceededCount", r.SucceededCount).Text).ToArray()).Text;
}
