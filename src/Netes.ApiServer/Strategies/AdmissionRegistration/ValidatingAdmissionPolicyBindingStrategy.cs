using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.AdmissionRegistration;

namespace Netes.ApiServer.Strategies.AdmissionRegistration;

/// <summary>https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/</summary>
internal sealed class ValidatingAdmissionPolicyBindingStrategy : Strategy<ValidatingAdmissionPolicyBinding>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool HasGeneration => true;

    public override bool AllowUnconditionalUpdate => false;

    public override ITablePrinter Table => AdmissionPrinters.ValidatingBindings;

    public override void Default(ValidatingAdmissionPolicyBinding binding) => AdmissionDefaults.Match(binding.Spec.MatchResources);

    public override bool DesiredStateChanged(ValidatingAdmissionPolicyBinding binding, ValidatingAdmissionPolicyBinding old) =>
        !binding.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(ValidatingAdmissionPolicyBinding binding)
    {
        var errors = new ErrorList();
        PolicyParamRules.PolicyName(errors, binding.Spec.PolicyName, SpecPath.Child("policyName"));
        PolicyParamRules.Reference(errors, binding.Spec.ParamRef, SpecPath.Child("paramRef"));
        MatchResourcesRules.Validate(errors, binding.Spec.MatchResources, SpecPath.Child("matchResources"));
        ValidatingPolicyRules.Actions(errors, binding.Spec.ValidationActions ?? [], SpecPath.Child("validationActions"));
        return errors;
    }
}
