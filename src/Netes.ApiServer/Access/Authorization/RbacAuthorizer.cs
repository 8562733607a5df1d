using Netes.Api.RbacV1;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>
/// Role-based access control over the stored roles and bindings
/// (https://kubernetes.io/docs/reference/access-authn-authz/rbac/). Cluster-wide bindings are asked first, then those of the
/// request's namespace.
/// </summary>
internal sealed class RbacAuthorizer(ResourceRegistry registry) : IAuthorizer
{
    private readonly RbacStores stores = new(registry);
    private RbacPolicy? current;

    public async ValueTask<AccessDecision> AuthorizeAsync(AccessAttributes attributes, CancellationToken cancellationToken)
    {
        RbacPolicy policy = await PolicyAsync(cancellationToken);
        GrantedRules wide = policy.For(attributes.User, "");
        if (wide.Find(attributes) is { } rule) return new AccessDecision(true, rule.Reason);
        GrantedRules local = attributes.Namespace.Length == 0 ? GrantedRules.None : policy.For(attributes.User, attributes.Namespace);
        if (local.Find(attributes) is { } localRule) return new AccessDecision(true, localRule.Reason);
        return wide.Errors.Length + local.Errors.Length == 0 ? AccessDecision.NoOpinion
            : new AccessDecision(false, "RBAC: " + Aggregate([.. wide.Errors, .. local.Errors]));
    }

    /// <summary>Every rule that a user has cluster-wide and, if one is named, in a namespace; and what could not be resolved.</summary>
    public async ValueTask<(IReadOnlyList<PolicyRule> Rules, string Error)> RulesAsync(UserInfo user, string ns, CancellationToken cancellationToken)
    {
        RbacPolicy policy = await PolicyAsync(cancellationToken);
        GrantedRules wide = policy.For(user, ""), local = ns.Length == 0 ? GrantedRules.None : policy.For(user, ns);
        string[] errors = [.. wide.Errors, .. local.Errors];
        return ([.. wide.Rules.Select(r => r.Rule), .. local.Rules.Select(r => r.Rule)], errors.Length == 0 ? "" : Aggregate(errors));
    }

    /// <summary>The rules of the role that a binding names; null when there is no such role.</summary>
    public async ValueTask<List<PolicyRule>?> RulesOfAsync(RoleRef reference, string ns, CancellationToken cancellationToken) =>
        (await PolicyAsync(cancellationToken)).RulesOf(reference, ns);

    private async ValueTask<RbacPolicy> PolicyAsync(CancellationToken cancellationToken)
    {
        RbacSnapshots now = await stores.LatestAsync(cancellationToken);
        RbacPolicy? policy = Volatile.Read(ref current);
        if (policy is not null && policy.IsOf(now)) return policy;
        policy = new RbacPolicy(stores, now);
        Volatile.Write(ref current, policy);
        return policy;
    }

    private static string Aggregate(string[] errors)
    {
        string[] distinct = [.. errors.Distinct()];
        return distinct.Length == 1 ? distinct[0] : "[" + string.Join(", ", distinct) + "]";
    }
}
