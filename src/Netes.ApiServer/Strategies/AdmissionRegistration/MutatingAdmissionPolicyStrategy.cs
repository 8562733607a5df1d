using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.AdmissionRegistration;

namespace Netes.ApiServer.Strategies.AdmissionRegistration;

/// <summary>https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/</summary>
internal sealed class MutatingAdmissionPolicyStrategy : Strategy<MutatingAdmissionPolicy>
{
    public override bool HasGeneration => true;

    public override bool AllowUnconditionalUpdate => false;

    public override ITablePrinter Table => AdmissionPrinters.MutatingPolicies;

    public override void Default(MutatingAdmissionPolicy policy)
    {
        policy.Spec.FailurePolicy ??= "Fail";
        AdmissionDefaults.Match(policy.Spec.MatchConstraints);
    }

    public override bool DesiredStateChanged(MutatingAdmissionPolicy policy, MutatingAdmissionPolicy old) => !policy.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(MutatingAdmissionPolicy policy) => Check(policy, null);

    public override ErrorList ValidateUpdate(MutatingAdmissionPolicy policy, MutatingAdmissionPolicy old) => Check(policy, old);

    private static ErrorList Check(MutatingAdmissionPolicy policy, MutatingAdmissionPolicy? old)
    {
        var errors = new ErrorList();
        MutatingPolicyRules.Validate(errors, policy.Spec, old?.Spec);
        return errors;
    }
}
