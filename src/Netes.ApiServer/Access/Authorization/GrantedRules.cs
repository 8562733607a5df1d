using Netes.Api.RbacV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>What bindings grant one user, cluster-wide or in one namespace. Never changes.</summary>
/// <param name="Rules">In the order of the bindings' names.</param>
/// <param name="Errors">Roles that bindings name and that don't exist, in upstream's words.</param>
internal sealed record GrantedRules(GrantedRule[] Rules, string[] Errors)
{
    public static GrantedRules None { get; } = new([], []);

    /// <summary>The first rule that allows the request.</summary>
    public GrantedRule? Find(AccessAttributes attributes)
    {
        foreach (GrantedRule granted in Rules)
        {
            if (RbacRules.Allows(granted.Rule, attributes)) return granted;
        }
        return null;
    }
}

/// <summary>One rule and where it came from.</summary>
internal sealed class GrantedRule(PolicyRule rule, GrantingBinding binding)
{
    public PolicyRule Rule => rule;

    public string Reason => binding.Reason;
}

/// <summary>A binding by which a user has a role. The sentence about it is made when first wanted.</summary>
internal sealed class GrantingBinding(string ns, string name, RoleRef role, Subject subject)
{
    private string? reason;

    public string Reason => reason ??= ns.Length == 0
        ? $"RBAC: allowed by ClusterRoleBinding {GoValue.Quote(name)} of ClusterRole {GoValue.Quote(role.Name)} to {Whom()}"
        : $"RBAC: allowed by RoleBinding {GoValue.Quote(name + "/" + ns)} of {role.Kind} {GoValue.Quote(role.Name)} to {Whom()}";

    private string Whom() => subject.Kind == "ServiceAccount"
        ? $"ServiceAccount {GoValue.Quote(subject.Name + "/" + (subject.Namespace.Length > 0 ? subject.Namespace : ns))}"
        : $"{subject.Kind} {GoValue.Quote(subject.Name)}";
}
