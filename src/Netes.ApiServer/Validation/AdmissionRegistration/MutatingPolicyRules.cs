using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.AdmissionRegistration;

/// <summary>The rules of a MutatingAdmissionPolicy: https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/</summary>
internal static class MutatingPolicyRules
{
    // What is deleted can't be changed.
    private static readonly string[] KnownOperations = ["*", "CONNECT", "CREATE", "UPDATE"];

    public static void Validate(ErrorList errors, MutatingAdmissionPolicySpec spec, MutatingAdmissionPolicySpec? old)
    {
        var path = FieldPath.Of("spec");
        if (spec.FailurePolicy is null) errors.Add(FieldError.Required(path.Child("failurePolicy")));
        else SetRules.OneOf(errors, spec.FailurePolicy, path.Child("failurePolicy"), "Fail", "Ignore");
        if (spec.ParamKind is { } kind) PolicyParamRules.Kind(errors, kind, path.Child("paramKind"));
        var constraints = path.Child("matchConstraints");
        MatchResourcesRules.Constraints(errors, spec.MatchConstraints, constraints);
        Operations(errors, spec.MatchConstraints, constraints);
        var hasParams = spec.ParamKind is not null;
        if (old is null || !ValidatingPolicyRules.SameParams(spec.ParamKind, old.ParamKind) || !MatchConditionRules.Same(spec.MatchConditions, old.MatchConditions))
            MatchConditionRules.Validate(errors, spec.MatchConditions, hasParams, path.Child("matchConditions"));
        var scope = new ExpressionScope(hasParams, PolicyVariableRules.Validate(errors, spec.Variables, hasParams, path.Child("variables")));
        if ((spec.Mutations?.Count ?? 0) == 0) errors.Add(FieldError.Required(path.Child("mutations"), "mutations must contain at least one item"));
        for (var i = 0; i < (spec.Mutations?.Count ?? 0); i++) One(errors, spec.Mutations![i], scope, path.Child("mutations").Index(i));
        var again = path.Child("reinvocationPolicy");
        if (spec.ReinvocationPolicy.Length == 0) errors.Add(FieldError.Required(again));
        else SetRules.OneOf(errors, spec.ReinvocationPolicy, again, "IfNeeded", "Never");
    }

    public static void Operations(ErrorList errors, MatchResources? match, FieldPath path)
    {
        foreach (var operation in (match?.ResourceRules ?? []).SelectMany(r => r.Operations ?? []))
            SetRules.OneOf(errors, operation, path.Child("resourceRules", "operations"), KnownOperations);
    }

    private static void One(ErrorList errors, Mutation mutation, ExpressionScope scope, FieldPath path)
    {
        var (apply, patch) = (path.Child("applyConfiguration"), path.Child("jsonPatch"));
        switch (mutation.PatchType)
        {
            case "":
                errors.Add(FieldError.Required(path.Child("patchType")));
                break;
            case "ApplyConfiguration":
                Member(errors, mutation.ApplyConfiguration?.Expression, ExpressionUse.ApplyConfiguration, mutation.PatchType, scope, apply);
                if (mutation.JsonPatch is not null) NotBoth(errors, "jsonPatch", mutation.PatchType, patch);
                break;
            case "JSONPatch":
                Member(errors, mutation.JsonPatch?.Expression, ExpressionUse.JsonPatch, mutation.PatchType, scope, patch);
                if (mutation.ApplyConfiguration is not null) NotBoth(errors, "applyConfiguration", mutation.PatchType, apply);
                break;
            default:
                errors.Add(FieldError.NotSupported(path.Child("patchType"), mutation.PatchType, "ApplyConfiguration", "JSONPatch"));
                break;
        }
    }

    private static void Member(ErrorList errors, string? expression, ExpressionUse use, string type, ExpressionScope scope, FieldPath path)
    {
        if (expression is null) errors.Add(FieldError.Required(path, "must be specified when patchType is " + type));
        else if (string.IsNullOrWhiteSpace(expression)) errors.Add(FieldError.Required(path.Child("expression")));
        else ExpressionRules.Check(errors, expression.Trim(), use, scope, path.Child("expression"));
    }

    private static void NotBoth(ErrorList errors, string member, string type, FieldPath path) =>
        errors.Add(FieldError.Invalid(path, "{" + member + "}", "must not be specified when patchType is " + type));
}
