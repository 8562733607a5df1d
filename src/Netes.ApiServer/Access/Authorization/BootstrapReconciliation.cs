using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.RbacV1;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>
/// Brings stored bootstrap roles and bindings up to this version at a start: what is missing is added, what an administrator added
/// stays, and what he marked with rbac.authorization.kubernetes.io/autoupdate=false is left alone
/// (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#auto-reconciliation). Pure.
/// </summary>
internal static class BootstrapReconciliation
{
    private const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";

    /// <summary>The stored object with all that it lacks; null when it lacks nothing or may not be touched.</summary>
    public static IApiObject? Reconcile(IApiObject stored, IApiObject wanted)
    {
        if (stored.Metadata.Annotations?.GetValueOrDefault(AutoUpdate) == "false") return null;
        bool changed = (stored, wanted) switch
        {
            (ClusterRole own, ClusterRole ours) => AddRules(own.Rules ??= [], ours.Rules) | AddSelectors(own, ours),
            (Role own, Role ours) => AddRules(own.Rules ??= [], ours.Rules),
            (ClusterRoleBinding own, ClusterRoleBinding ours) => SetRole(own.RoleRef, ours.RoleRef) | AddSubjects(own.Subjects ??= [], ours.Subjects),
            (RoleBinding own, RoleBinding ours) => SetRole(own.RoleRef, ours.RoleRef) | AddSubjects(own.Subjects ??= [], ours.Subjects),
            _ => false,
        };
        changed |= Add(stored.Metadata.Labels ??= [], wanted.Metadata.Labels);
        changed |= Add(stored.Metadata.Annotations ??= [], wanted.Metadata.Annotations);
        return changed ? stored : null;
    }

    private static bool AddRules(List<PolicyRule> own, List<PolicyRule>? ours)
    {
        List<PolicyRule> missing = RuleCoverage.Missing(own, ours ?? []);
        // Whole rules are added where any part of them is missing, so that the role stays readable.
        foreach (PolicyRule rule in ours ?? [])
        {
            if (missing.Count > 0 && RuleCoverage.Missing(own, [rule]).Count > 0) own.Add(rule);
        }
        return missing.Count > 0;
    }

    private static bool AddSelectors(ClusterRole own, ClusterRole ours)
    {
        bool changed = false;
        foreach (LabelSelector selector in ours.AggregationRule?.ClusterRoleSelectors ?? [])
        {
            List<LabelSelector> present = (own.AggregationRule ??= new AggregationRule()).ClusterRoleSelectors ??= [];
            if (present.Exists(selector.DeepEquals)) continue;
            present.Add(selector);
            changed = true;
        }
        return changed;
    }

    private static bool AddSubjects(List<Subject> own, List<Subject>? ours)
    {
        bool changed = false;
        foreach (Subject subject in ours ?? [])
        {
            if (own.Exists(subject.DeepEquals)) continue;
            own.Add(subject);
            changed = true;
        }
        return changed;
    }

    private static bool SetRole(RoleRef own, RoleRef ours)
    {
        if (own.DeepEquals(ours)) return false;
        (own.ApiGroup, own.Kind, own.Name) = (ours.ApiGroup, ours.Kind, ours.Name);
        return true;
    }

    private static bool Add(Dictionary<string, string> own, Dictionary<string, string>? ours)
    {
        bool changed = false;
        foreach ((string key, string value) in ours ?? [])
        {
            if (own.GetValueOrDefault(key) == value) continue;
            own[key] = value;
            changed = true;
        }
        return changed;
    }
}
