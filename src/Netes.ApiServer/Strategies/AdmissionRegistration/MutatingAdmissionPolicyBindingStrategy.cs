using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.AdmissionRegistration;

namespace Netes.ApiServer.Strategies.AdmissionRegistration;

/// <summary>https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/</summary>
internal sealed class MutatingAdmissionPolicyBindingStrategy : Strategy<MutatingAdmissionPolicyBinding>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool HasGeneration => true;

    public override bool AllowUnconditionalUpdate => false;

    public override ITablePrinter Table => AdmissionPrinters.MutatingBindings;

    public override void Default(MutatingAdmissionPolicyBinding binding) => AdmissionDefaults.Match(binding.Spec.MatchResources);

    public override bool DesiredStateChanged(MutatingAdmissionPolicyBinding binding, MutatingAdmissionPolicyBinding old) =>
        !binding.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(MutatingAdmissionPolicyBinding binding)
    {
        var errors = new ErrorList();
        PolicyParamRules.PolicyName(errors, binding.Spec.PolicyName, SpecPath.Child("policyName"));
        PolicyParamRules.Reference(errors, binding.Spec.ParamRef, SpecPath.Child("paramRef"));
        MatchResourcesRules.Validate(errors, binding.Spec.MatchResources, SpecPath.Child("matchResources"));
        MutatingPolicyRules.Operations(errors, binding.Spec.MatchResources, SpecPath.Child("matchResources"));
        return errors;
    }
}
