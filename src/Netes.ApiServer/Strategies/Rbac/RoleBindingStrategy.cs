using Netes.Api.RbacV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Rbac;

namespace Netes.ApiServer.Strategies.Rbac;

/// <summary>https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding</summary>
internal sealed class RoleBindingStrategy : Strategy<RoleBinding>
{
    public override bool AllowCreateOnUpdate => true;

    public override NameRule NameRule => NameRule.PathSegment;

    public override ITablePrinter Table => RbacPrinters.RoleBindings;

    public override void Default(RoleBinding binding) => BindingDefaults.Apply(binding.RoleRef, binding.Subjects);

    public override ErrorList Validate(RoleBinding binding)
    {
        var errors = new ErrorList();
        BindingRules.Validate(errors, binding.RoleRef, binding.Subjects, namespaced: true);
        return errors;
    }

    public override ErrorList ValidateUpdate(RoleBinding binding, RoleBinding old)
    {
        var errors = Validate(binding);
        BindingRules.RoleStays(errors, binding.RoleRef, old.RoleRef);
        return errors;
    }
}
