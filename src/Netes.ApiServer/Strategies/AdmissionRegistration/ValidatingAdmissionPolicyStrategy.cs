using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.AdmissionRegistration;

namespace Netes.ApiServer.Strategies.AdmissionRegistration;

/// <summary>https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/</summary>
internal sealed class ValidatingAdmissionPolicyStrategy : Strategy<ValidatingAdmissionPolicy>
{
    public override bool HasGeneration => true;

    public override bool AllowUnconditionalUpdate => false;

    public override ITablePrinter Table => AdmissionPrinters.ValidatingPolicies;

    public override void Default(ValidatingAdmissionPolicy policy)
    {
        policy.Spec.FailurePolicy ??= "Fail";
        AdmissionDefaults.Match(policy.Spec.MatchConstraints);
    }

    public override void PrepareForCreate(ValidatingAdmissionPolicy policy, StrategyContext context) => policy.Status = new();

    public override void PrepareForUpdate(ValidatingAdmissionPolicy policy, ValidatingAdmissionPolicy old, StrategyContext context) =>
        policy.Status = old.Status;

    public override ValidatingAdmissionPolicy PrepareForStatusUpdate(ValidatingAdmissionPolicy policy, ValidatingAdmissionPolicy old,
        StrategyContext context)
    {
        policy.Spec = old.Spec;
        StatusMetadata.Keep(policy.Metadata, old.Metadata);
        return policy;
    }

    public override bool DesiredStateChanged(ValidatingAdmissionPolicy policy, ValidatingAdmissionPolicy old) =>
        !policy.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(ValidatingAdmissionPolicy policy) => Check(policy, null);

    public override ErrorList ValidateUpdate(ValidatingAdmissionPolicy policy, ValidatingAdmissionPolicy old) => Check(policy, old);

    public override ErrorList ValidateStatusUpdate(ValidatingAdmissionPolicy policy, ValidatingAdmissionPolicy old)
    {
        var errors = new ErrorList();
        ValidatingPolicyRules.Status(errors, policy.Status, FieldPath.Of("status"));
        return errors;
    }

    private static ErrorList Check(ValidatingAdmissionPolicy policy, ValidatingAdmissionPolicy? old)
    {
        var errors = new ErrorList();
        ValidatingPolicyRules.Validate(errors, policy, old);
        return errors;
    }
}
