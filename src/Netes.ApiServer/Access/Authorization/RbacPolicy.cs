using System.Collections.Concurrent;
using Netes.Api.MetaV1;
using Netes.Api.RbacV1;
using Netes.Api.Selectors;
using Netes.Api.Validation;
using Netes.ApiServer.Resources;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>
/// The stored roles and bindings as of one moment. What they grant a user is found by the bindings' subject index and kept until
/// a role or binding changes; asking again costs a look-up.
/// </summary>
internal sealed class RbacPolicy(RbacStores stores, RbacSnapshots snapshots)
{
    private const int MaxKept = 20_000;
    private const int MaxAggregationDepth = 8;
    private readonly ConcurrentDictionary<(UserInfo User, string Namespace), GrantedRules> kept = new(SameUser.Instance);

    public bool IsOf(RbacSnapshots others) => snapshots.SameItems(others);

    /// <summary>What a user may in the whole cluster (no namespace) or, beyond that, in one namespace.</summary>
    public GrantedRules For(UserInfo user, string ns)
    {
        if (kept.TryGetValue((user, ns), out GrantedRules? known)) return known;
        if (kept.Count >= MaxKept) kept.Clear();
        return kept[(user, ns)] = Compile(user, ns);
    }

    /// <summary>The rules of the role that a binding names; null when there is no such role.</summary>
    public List<PolicyRule>? RulesOf(RoleRef reference, string ns) => reference.Kind == "ClusterRole"
        ? snapshots.ClusterRoles.Get(stores.ClusterRoles.Definition.Key("", reference.Name))?.Shared is ClusterRole role ? RulesOf(role, 0) : null
        : snapshots.Roles.Get(stores.Roles.Definition.Key(ns, reference.Name))?.Shared is Role local ? local.Rules ?? [] : null;

    /// <summary>A role's own rules; those that it aggregates, as long as no controller has filled them in.</summary>
    private List<PolicyRule> RulesOf(ClusterRole role, int depth)
    {
        if (role.Rules is { Count: > 0 } || role.AggregationRule?.ClusterRoleSelectors is not { } selectors || depth > MaxAggregationDepth) return role.Rules ?? [];
        var rules = new List<PolicyRule>();
        foreach (LabelSelector selector in selectors)
        {
            if (selector.MatchLabels?.FirstOrDefault() is not { Key: not null } label) continue;
            Selector all = selector.ToSelector();
            foreach (ResourceItem item in snapshots.ClusterRoles.ByIndex(ResourceStore.LabelIndex, label.Key + "=" + label.Value,
                KeyRange.Prefix(stores.ClusterRoles.Definition.KeyPrefix)))
            {
                if (all.Matches(item.Labels)) rules.AddRange(RulesOf((ClusterRole)item.Shared, depth + 1));
            }
        }
        return rules;
    }

    private GrantedRules Compile(UserInfo user, string ns)
    {
        (CacheSnapshot<ResourceItem> bindings, ResourceDefinition definition) = ns.Length == 0
            ? (snapshots.ClusterRoleBindings, stores.ClusterRoleBindings.Definition) : (snapshots.RoleBindings, stores.RoleBindings.Definition);
        KeyRange range = KeyRange.Prefix(definition.Scope(ns));
        var found = new SortedDictionary<string, ResourceItem>(StringComparer.Ordinal);
        foreach (ResourceItem item in bindings.ByIndex(RbacSubjects.Index, RbacSubjects.User(user.Name), range)) found[item.Key] = item;
        foreach (string group in user.Groups)
        {
            foreach (ResourceItem item in bindings.ByIndex(RbacSubjects.Index, RbacSubjects.Group(group), range)) found[item.Key] = item;
        }
        if (found.Count == 0) return GrantedRules.None;
        var rules = new List<GrantedRule>();
        var errors = new List<string>();
        foreach (ResourceItem item in found.Values) Add(item, user, ns, rules, errors);
        return new GrantedRules([.. rules], [.. errors]);
    }

    private void Add(ResourceItem item, UserInfo user, string ns, List<GrantedRule> rules, List<string> errors)
    {
        RoleRef reference = item.Shared is ClusterRoleBinding wide ? wide.RoleRef : ((RoleBinding)item.Shared).RoleRef;
        Subject? subject = RbacSubjects.Of(item)?.Find(s => RbacRules.AppliesTo(s, user, ns));
        if (subject is null) return;
        if (RulesOf(reference, ns) is not { } granted)
        {
            errors.Add($"{(reference.Kind == "ClusterRole" ? "clusterrole" : "role")}.rbac.authorization.k8s.io {GoValue.Quote(reference.Name)} not found");
            return;
        }
        var binding = new GrantingBinding(ns, item.Name, reference, subject);
        foreach (PolicyRule rule in granted) rules.Add(new GrantedRule(rule, binding));
    }

    /// <summary>Users are the same to RBAC when name and groups are.</summary>
    private sealed class SameUser : IEqualityComparer<(UserInfo User, string Namespace)>
    {
        public static SameUser Instance { get; } = new();

        public bool Equals((UserInfo User, string Namespace) x, (UserInfo User, string Namespace) y)
        {
            if (x.User.Name != y.User.Name || x.Namespace != y.Namespace) return false;
            IReadOnlyList<string> one = x.User.Groups, other = y.User.Groups;
            if (ReferenceEquals(one, other)) return true;
            if (one.Count != other.Count) return false;
            for (int i = 0; i < one.Count; i++)
            {
                if (one[i] != other[i]) return false;
            }
            return true;
        }

        public int GetHashCode((UserInfo User, string Namespace) key) =>
            HashCode.Combine(key.User.Name.GetHashCode(StringComparison.Ordinal), key.Namespace.GetHashCode(StringComparison.Ordinal), key.User.Groups.Count);
    }
}

/// <summary>Where the four kinds are kept.</summary>
internal sealed class RbacStores(ResourceRegistry registry)
{
    private const string Group = "rbac.authorization.k8s.io";

    public ResourceStore ClusterRoles { get; } = registry.Get(Group, "v1", "clusterroles");
    public ResourceStore ClusterRoleBindings { get; } = registry.Get(Group, "v1", "clusterrolebindings");
    public ResourceStore Roles { get; } = registry.Get(Group, "v1", "roles");
    public ResourceStore RoleBindings { get; } = registry.Get(Group, "v1", "rolebindings");

    /// <summary>All four with every acknowledged write.</summary>
    public async ValueTask<RbacSnapshots> LatestAsync(CancellationToken cancellationToken)
    {
        CacheSnapshot<ResourceItem> bindings = await ClusterRoleBindings.Cache.LatestAsync(cancellationToken);
        long revision = bindings.Revision;
        return new RbacSnapshots(bindings,
            await ClusterRoles.Cache.NotOlderThanAsync(revision, cancellationToken),
            await RoleBindings.Cache.NotOlderThanAsync(revision, cancellationToken),
            await Roles.Cache.NotOlderThanAsync(revision, cancellationToken));
    }
}

/// <summary>The four kinds as of one moment.</summary>
internal readonly record struct RbacSnapshots(CacheSnapshot<ResourceItem> ClusterRoleBindings, CacheSnapshot<ResourceItem> ClusterRoles,
    CacheSnapshot<ResourceItem> RoleBindings, CacheSnapshot<ResourceItem> Roles)
{
    public bool SameItems(RbacSnapshots other) =>
        ClusterRoleBindings.SameItems(other.ClusterRoleBindings) && ClusterRoles.SameItems(other.ClusterRoles)
        && RoleBindings.SameItems(other.RoleBindings) && Roles.SameItems(other.Roles);
}
