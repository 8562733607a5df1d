using Netes.Api.RbacV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Rbac;

namespace Netes.ApiServer.Strategies.Rbac;

/// <summary>https://kubernetes.io/docs/reference/access-authn-authz/rbac/</summary>
internal sealed class ClusterRoleStrategy : Strategy<ClusterRole>
{
    public override bool AllowCreateOnUpdate => true;

    public override NameRule NameRule => NameRule.PathSegment;

    public override ErrorList Validate(ClusterRole role)
    {
        var errors = new ErrorList();
        RoleRules.Validate(errors, role.Rules, namespaced: false);
        RoleRules.Aggregation(errors, role.AggregationRule);
        return errors;
    }

    /// <summary>No rules are written in one way.</summary>
    public override void Default(ClusterRole role)
    {
        if (role.Rules is { Count: 0 }) role.Rules = null;
    }
}
