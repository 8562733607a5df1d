using System.Text;
using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.AdmissionRegistration;

/// <summary>The rules of a ValidatingAdmissionPolicy: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/</summary>
internal static class ValidatingPolicyRules
{
    private const int MostAnnotations = 20;
    private const int AnnotationMaxBytes = 5 * 1024;

    public static void Validate(ErrorList errors, ValidatingAdmissionPolicy policy, ValidatingAdmissionPolicy? old)
    {
        var spec = policy.Spec;
        var path = FieldPath.Of("spec");
        if (spec.FailurePolicy is null) errors.Add(FieldError.Required(path.Child("failurePolicy")));
        else SetRules.OneOf(errors, spec.FailurePolicy, path.Child("failurePolicy"), "Fail", "Ignore");
        if (spec.ParamKind is { } kind) PolicyParamRules.Kind(errors, kind, path.Child("paramKind"));
        MatchResourcesRules.Constraints(errors, spec.MatchConstraints, path.Child("matchConstraints"));
        var hasParams = spec.ParamKind is not null;
        if (old is null || !SameParams(spec.ParamKind, old.Spec.ParamKind) || !MatchConditionRules.Same(spec.MatchConditions, old.Spec.MatchConditions))
            MatchConditionRules.Validate(errors, spec.MatchConditions, hasParams, path.Child("matchConditions"));
        var scope = new ExpressionScope(hasParams, PolicyVariableRules.Validate(errors, spec.Variables, hasParams, path.Child("variables")));
        var (validations, annotations) = (spec.Validations ?? [], spec.AuditAnnotations ?? []);
        if (validations.Count == 0 && annotations.Count == 0)
        {
            const string Some = "validations or auditAnnotations must contain at least one item";
            errors.Add(FieldError.Required(path.Child("validations"), Some));
            errors.Add(FieldError.Required(path.Child("auditAnnotations"), Some));
            return;
        }
        for (var i = 0; i < validations.Count; i++) One(errors, validations[i], scope, path.Child("validations").Index(i));
        Annotations(errors, annotations, policy.Metadata.Name, scope, path.Child("auditAnnotations"));
    }

    internal static bool SameParams(ParamKind? a, ParamKind? b) => a is null ? b is null : a.DeepEquals(b);

    private static void One(ErrorList errors, Netes.Api.AdmissionRegistrationV1.Validation validation, ExpressionScope scope, FieldPath path)
    {
        if (string.IsNullOrWhiteSpace(validation.Expression))
            errors.Add(FieldError.Required(path.Child("expression"), "expression is not specified"));
        else ExpressionRules.Check(errors, validation.Expression, ExpressionUse.Validation, scope, path.Child("expression"));
        var text = path.Child("messageExpression");
        if (validation.MessageExpression.Length > 0 && string.IsNullOrWhiteSpace(validation.MessageExpression))
            errors.Add(FieldError.Invalid(text, validation.MessageExpression, "must be non-empty if specified"));
        else if (validation.MessageExpression.Length > 0)
            ExpressionRules.Check(errors, validation.MessageExpression, ExpressionUse.Message, scope, text);
        var message = validation.Message.Trim();
        if (validation.Message.Length > 0 && message.Length == 0)
            errors.Add(FieldError.Invalid(path.Child("message"), validation.Message, "must be non-empty if specified"));
        else if (message.AsSpan().IndexOfAny('\n', '\r') >= 0)
            errors.Add(FieldError.Invalid(path.Child("message"), validation.Message, "must not contain line breaks"));
        if (validation.Reason is { } reason)
            SetRules.OneOf(errors, reason, path.Child("reason"), "Forbidden", "Invalid", "RequestEntityTooLarge");
    }

    private static void Annotations(ErrorList errors, List<AuditAnnotation> annotations, string policy, ExpressionScope scope, FieldPath path)
    {
        if (annotations.Count > MostAnnotations)
        {
            errors.Add(FieldError.Invalid(path, annotations.ConvertAll(a => a.Key),
                $"must not have more than {MostAnnotations} auditAnnotations"));
        }
        var keys = new HashSet<string>();
        for (var i = 0; i < annotations.Count; i++)
        {
            var (key, expression) = (annotations[i].Key, annotations[i].ValueExpression);
            var at = path.Index(i);
            if (policy.Length == 0) errors.Add(FieldError.Invalid(at.Child("key"), key, "requires metadata.name be non-empty"));
            else errors.AddInvalid(at.Child("key"), policy + "/" + key, NameRules.QualifiedName(policy + "/" + key));
            var value = at.Child("valueExpression");
            if (string.IsNullOrWhiteSpace(expression)) errors.Add(FieldError.Required(value, "valueExpression is not specified"));
            else if (Encoding.UTF8.GetByteCount(expression.Trim()) > AnnotationMaxBytes)
                errors.Add(FieldError.Required(value, $"must not exceed {AnnotationMaxBytes} bytes in length"));
            else ExpressionRules.Check(errors, expression.Trim(), ExpressionUse.AuditAnnotation, scope, value);
            if (!keys.Add(key)) errors.Add(FieldError.Duplicate(at.Child("key"), key));
        }
    }

    public static void Status(ErrorList errors, ValidatingAdmissionPolicyStatus status, FieldPath path)
    {
        var warnings = path.Child("typeChecking", "expressionWarnings");
        for (var i = 0; i < (status.TypeChecking?.ExpressionWarnings?.Count ?? 0); i++)
        {
            var warning = status.TypeChecking!.ExpressionWarnings![i];
            if (warning.Warning.Length == 0) errors.Add(FieldError.Required(warnings.Index(i).Child("warning")));
            if (string.IsNullOrWhiteSpace(warning.FieldRef)) errors.Add(FieldError.Required(warnings.Index(i).Child("fieldRef")));
        }
        ConditionRules.Validate(errors, status.Conditions, path.Child("conditions"));
    }

    public static void Actions(ErrorList errors, List<string> actions, FieldPath path)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < actions.Count; i++)
        {
            SetRules.OneOf(errors, actions[i], path.Index(i), "Audit", "Deny", "Warn");
            if (!seen.Add(actions[i])) errors.Add(FieldError.Duplicate(path.Index(i), actions[i]));
        }
        if (seen.Contains("Deny") && seen.Contains("Warn"))
        {
            errors.Add(FieldError.Invalid(path, actions, "must not contain both Deny and Warn (repeating the same validation failure " +
                "information in the API response and headers serves no purpose)"));
        }
        if (actions.Count == 0) errors.Add(FieldError.Required(path, "at least one validation action is required"));
    }
}
