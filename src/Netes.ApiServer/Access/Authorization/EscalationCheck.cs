using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.RbacV1;
using Netes.Api.Validation;
using Netes.ApiServer.Admission;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>
/// Nobody grants what he doesn't have: who writes a role needs its rules or the verb "escalate", who writes a binding needs the
/// role's rules or the verb "bind"
/// (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping).
/// Comes last of the mutating plug-ins, before validation.
/// </summary>
internal sealed class EscalationCheck(RbacAuthorizer rbac, IAuthorizer authorizer) : IAdmissionPlugin
{
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly PolicyRule[] Everything =
    [
        new() { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"] },
        new() { Verbs = ["*"], NonResourceURLs = ["*"] },
    ];

    public string Name => "EscalationCheck";

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Resource.Group != Group || request.Object is not IApiObject obj || request.User.Groups.Contains(UserInfo.MastersGroup)) return default;
        if (request.Old is IApiObject old && IsOnlyForCollection(obj, old)) return default;
        return obj switch
        {
            Role role => RoleAsync(request, role.Rules, cancellationToken),
            ClusterRole role => ClusterRoleAsync(request, role, cancellationToken),
            RoleBinding binding => BindingAsync(request, binding.RoleRef, cancellationToken),
            ClusterRoleBinding binding => BindingAsync(request, binding.RoleRef, cancellationToken),
            _ => default,
        };
    }

    private async ValueTask ClusterRoleAsync(AdmissionRequest request, ClusterRole role, CancellationToken cancellationToken)
    {
        if (await MayAsync(request, "escalate", request.Resource.Plural, request.Name, cancellationToken)) return;
        await ConfirmAsync(request, role.Rules, cancellationToken);
        // An aggregation gathers whatever roles will carry the labels.
        bool aggregates = role.AggregationRule is not null || request.Old is ClusterRole { AggregationRule: not null };
        if (aggregates && (await MissingAsync(request, Everything, cancellationToken)).Missing.Count > 0)
            throw Forbidden(request, "must have cluster-admin privileges to use the aggregationRule");
    }

    private async ValueTask RoleAsync(AdmissionRequest request, List<PolicyRule>? rules, CancellationToken cancellationToken)
    {
        if (!await MayAsync(request, "escalate", request.Resource.Plural, request.Name, cancellationToken)) await ConfirmAsync(request, rules, cancellationToken);
    }

    private async ValueTask BindingAsync(AdmissionRequest request, RoleRef role, CancellationToken cancellationToken)
    {
        string resource = role.Kind == "ClusterRole" ? "clusterroles" : "roles";
        if (role.Kind is not ("ClusterRole" or "Role")) throw ApiErrors.Plain($"unsupported role reference kind: {GoValue.Quote(role.Kind)}");
        if (await MayAsync(request, "bind", resource, role.Name, cancellationToken)) return;
        List<PolicyRule> rules = await rbac.RulesOfAsync(role, request.Namespace, cancellationToken) ?? throw ApiErrors.NotFound(Group,
            role.Kind == "ClusterRole" ? "clusterrole" : "role", role.Name);
        await ConfirmAsync(request, rules, cancellationToken);
    }

    private async ValueTask ConfirmAsync(AdmissionRequest request, IReadOnlyList<PolicyRule>? rules, CancellationToken cancellationToken)
    {
        (List<PolicyRule> missing, string unresolved) = await MissingAsync(request, rules ?? [], cancellationToken);
        if (missing.Count == 0) return;
        string why = $"user {GoValue.Quote(request.User.Name)} (groups={RuleCoverage.QuoteList(request.User.Groups)}) is attempting to grant RBAC permissions "
            + "not currently held:\n" + RuleCoverage.Describe(missing);
        throw Forbidden(request, unresolved.Length == 0 ? why : $"{why}; resolution errors: [{unresolved}]");
    }

    private async ValueTask<(List<PolicyRule> Missing, string Unresolved)> MissingAsync(AdmissionRequest request, IReadOnlyList<PolicyRule> rules,
        CancellationToken cancellationToken)
    {
        (IReadOnlyList<PolicyRule> owned, string unresolved) = await rbac.RulesAsync(request.User, request.Namespace, cancellationToken);
        return (RuleCoverage.Missing(owned, rules), unresolved);
    }

    private async ValueTask<bool> MayAsync(AdmissionRequest request, string verb, string resource, string name, CancellationToken cancellationToken) =>
        (await authorizer.AuthorizeAsync(new AccessAttributes(request.User, verb)
        {
            IsResource = true,
            Group = Group,
            Version = "*",
            Resource = resource,
            Namespace = request.Namespace,
            Name = name,
        }, cancellationToken)).Allowed;

    private static ApiException Forbidden(AdmissionRequest request, string why) =>
        ApiErrors.Forbidden(Group, request.Resource.Plural, request.Metadata!.Name, why);

    /// <summary>The garbage collector may take references and finalizers off objects that it could not write otherwise.</summary>
    private static bool IsOnlyForCollection(IApiObject obj, IApiObject old)
    {
        KindInfo kind = obj.Info;
        var changed = (IApiObject)kind.Clone(obj);
        ObjectMeta meta = changed.Metadata, before = old.Metadata;
        (meta.OwnerReferences, meta.Finalizers, meta.ManagedFields) = (before.OwnerReferences, before.Finalizers, before.ManagedFields);
        if (meta.ResourceVersion.Length == 0) meta.ResourceVersion = before.ResourceVersion;
        return Equal(changed, old);
    }

    private static bool Equal(IApiObject one, IApiObject other) => (one, other) switch
    {
        (Role a, Role b) => a.DeepEquals(b),
        (ClusterRole a, ClusterRole b) => a.DeepEquals(b),
        (RoleBinding a, RoleBinding b) => a.DeepEquals(b),
        (ClusterRoleBinding a, ClusterRoleBinding b) => a.DeepEquals(b),
        _ => false,
    };
}
