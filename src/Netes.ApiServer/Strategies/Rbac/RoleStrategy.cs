using Netes.Api.RbacV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Rbac;

namespace Netes.ApiServer.Strategies.Rbac;

/// <summary>https://kubernetes.io/docs/reference/access-authn-authz/rbac/ ; that nobody grants more than he has is checked elsewhere.</summary>
internal sealed class RoleStrategy : Strategy<Role>
{
    public override bool AllowCreateOnUpdate => true;

    public override NameRule NameRule => NameRule.PathSegment;

    public override ErrorList Validate(Role role)
    {
        var errors = new ErrorList();
        RoleRules.Validate(errors, role.Rules, namespaced: true);
        return errors;
    }

    /// <summary>No rules are written in one way.</summary>
    public override void Default(Role role)
    {
        if (role.Rules is { Count: 0 }) role.Rules = null;
    }
}
