using Netes.Api.RbacV1;
using Netes.ApiServer.Resources;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>
/// Role-based access control over the stored roles and bindings, read from their watch caches. Cluster-wide bindings are
/// asked first, then those of the request's namespace.
/// </summary>
internal sealed class RbacAuthorizer(ResourceRegistry registry) : IAuthorizer
{
    private const string Group = "rbac.authorization.k8s.io";
    private readonly ResourceStore clusterRoles = registry.Get(Group, "v1", "clusterroles");
    private readonly ResourceStore clusterRoleBindings = registry.Get(Group, "v1", "clusterrolebindings");
    private readonly ResourceStore roles = registry.Get(Group, "v1", "roles");
    private readonly ResourceStore roleBindings = registry.Get(Group, "v1", "rolebindings");

    public async ValueTask<AccessDecision> AuthorizeAsync(AccessAttributes attributes, CancellationToken cancellationToken)
    {
        await foreach ((PolicyRule rule, string reason) in RulesAsync(attributes.User, attributes.Namespace, cancellationToken))
        {
            if (RbacRules.Allows(rule, attributes)) return new AccessDecision(true, reason);
        }
        return AccessDecision.NoOpinion;
    }

    /// <summary>Every rule that a user has cluster-wide and, if one is named, in a namespace.</summary>
    public async IAsyncEnumerable<(PolicyRule Rule, string Reason)> RulesAsync(UserInfo user, string ns,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CacheSnapshot<ResourceItem> clusterWide = await clusterRoles.Cache.LatestAsync(cancellationToken);
        foreach (ResourceItem item in (await clusterRoleBindings.Cache.LatestAsync(cancellationToken)).Range(KeyRange.Prefix(clusterRoleBindings.Definition.KeyPrefix)))
        {
            var binding = (ClusterRoleBinding)item.Shared;
            if (Applies(binding.Subjects, user, "") is not { } subject) continue;
            foreach (PolicyRule rule in ClusterRules(clusterWide, binding.RoleRef.Name))
                yield return (rule, $"RBAC: allowed by ClusterRoleBinding {Quote(item.Name)} of ClusterRole {Quote(binding.RoleRef.Name)} to {Describe(subject, "")}");
        }
        // The Node authorizer's part: kubelets have what the role for nodes says.
        if (user.Groups.Contains("system:nodes") && user.Name.StartsWith("system:node:", StringComparison.Ordinal))
        {
            foreach (PolicyRule rule in ClusterRules(clusterWide, "system:node")) yield return (rule, "");
        }
        if (ns.Length == 0) yield break;
        CacheSnapshot<ResourceItem> local = await roles.Cache.LatestAsync(cancellationToken);
        foreach (ResourceItem item in (await roleBindings.Cache.LatestAsync(cancellationToken)).Range(KeyRange.Prefix(roleBindings.Definition.Scope(ns))))
        {
            var binding = (RoleBinding)item.Shared;
            if (Applies(binding.Subjects, user, ns) is not { } subject) continue;
            IEnumerable<PolicyRule> rules = binding.RoleRef.Kind == "ClusterRole"
                ? ClusterRules(clusterWide, binding.RoleRef.Name)
                : (local.Get(roles.Definition.Key(ns, binding.RoleRef.Name))?.Shared as Role)?.Rules ?? [];
            foreach (PolicyRule rule in rules)
                yield return (rule, $"RBAC: allowed by RoleBinding {Quote(item.Name + "/" + ns)} of {binding.RoleRef.Kind} {Quote(binding.RoleRef.Name)} to {Describe(subject, ns)}");
        }
    }

    private IEnumerable<PolicyRule> ClusterRules(CacheSnapshot<ResourceItem> snapshot, string name)
    {
        if (snapshot.Get(clusterRoles.Definition.Key("", name))?.Shared is not ClusterRole role) return [];
        if (role.Rules is { Count: > 0 } || role.AggregationRule?.ClusterRoleSelectors is not { Count: > 0 } selectors) return role.Rules ?? [];
        return Aggregate(snapshot, selectors);
    }

    /// <summary>The rules of an aggregated role whose rules no controller has filled in yet.</summary>
    private IEnumerable<PolicyRule> Aggregate(CacheSnapshot<ResourceItem> snapshot, List<Api.MetaV1.LabelSelector> selectors)
    {
        foreach (ResourceItem item in snapshot.Range(KeyRange.Prefix(clusterRoles.Definition.KeyPrefix)))
        {
            if (!selectors.Exists(s => s.MatchLabels is { Count: > 0 } labels && labels.All(l => item.Labels.TryGetValue(l.Key, out string? v) && v == l.Value)))
                continue;
            var role = (ClusterRole)item.Shared;
            IEnumerable<PolicyRule> rules = role.Rules is { Count: > 0 } own ? own
                : role.AggregationRule?.ClusterRoleSelectors is { Count: > 0 } nested && !ReferenceEquals(nested, selectors) ? Aggregate(snapshot, nested) : [];
            foreach (PolicyRule rule in rules) yield return rule;
        }
    }

    private static Subject? Applies(List<Subject>? subjects, UserInfo user, string ns)
    {
        foreach (Subject subject in subjects ?? [])
        {
            if (RbacRules.AppliesTo(subject, user, ns)) return subject;
        }
        return null;
    }

    private static string Describe(Subject subject, string ns) => subject.Kind == "ServiceAccount"
        ? $"ServiceAccount {Quote(subject.Name + "/" + (subject.Namespace.Length > 0 ? subject.Namespace : ns))}" : $"{subject.Kind} {Quote(subject.Name)}";

    private static string Quote(string text) => Api.Validation.GoValue.Quote(text);
}
