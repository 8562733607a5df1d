using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.AdmissionRegistration;

/// <summary>Expressions that decide whether a webhook or policy is for a request.</summary>
internal static class MatchConditionRules
{
    private const int Most = 64;

    public static void Validate(ErrorList errors, List<MatchCondition>? conditions, bool hasParams, FieldPath path)
    {
        if (conditions?.Count > Most) errors.Add(FieldError.TooMany(path, conditions.Count, Most));
        var names = new HashSet<string>();
        for (var i = 0; i < (conditions?.Count ?? 0); i++)
        {
            var condition = conditions![i];
            var at = path.Index(i);
            var expression = condition.Expression.Trim();
            if (expression.Length == 0) errors.Add(FieldError.Required(at.Child("expression")));
            else ExpressionRules.Check(errors, expression, ExpressionUse.MatchCondition, new(hasParams, []), at.Child("expression"));
            if (condition.Name.Length == 0)
            {
                errors.Add(FieldError.Required(at.Child("name")));
                continue;
            }
            errors.AddInvalid(at.Child("name"), condition.Name, NameRules.QualifiedName(condition.Name));
            if (!names.Add(condition.Name)) errors.Add(FieldError.Duplicate(at.Child("name"), condition.Name));
        }
    }

    public static bool Same(List<MatchCondition>? a, List<MatchCondition>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a is null || a.Zip(b ?? []).All(pair => pair.First.DeepEquals(pair.Second)));
}
