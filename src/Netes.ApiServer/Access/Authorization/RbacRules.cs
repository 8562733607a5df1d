using Netes.Api.RbacV1;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>Whether rules and subjects of RBAC fit a request. Pure
/// (https://kubernetes.io/docs/reference/access-authn-authz/rbac/).</summary>
internal static class RbacRules
{
    public static bool Allows(PolicyRule rule, AccessAttributes attributes)
    {
        if (!Has(rule.Verbs, attributes.Verb)) return false;
        return attributes.IsResource
            ? Has(rule.ApiGroups, attributes.Group) && HasResource(rule.Resources, attributes) && HasName(rule.ResourceNames, attributes.Name)
            : rule.NonResourceURLs?.Exists(url => HasPath(url, attributes.Path)) == true;
    }

    public static bool AppliesTo(Subject subject, UserInfo user, string bindingNamespace) => subject.Kind switch
    {
        "User" => user.Name == subject.Name,
        "Group" => user.Groups.Contains(subject.Name),
        "ServiceAccount" => IsServiceAccount(user.Name, subject.Namespace.Length > 0 ? subject.Namespace : bindingNamespace, subject.Name),
        _ => false,
    };

    private static bool IsServiceAccount(string user, string ns, string name)
    {
        const string Prefix = "system:serviceaccount:";
        return ns.Length > 0 && user.Length == Prefix.Length + ns.Length + 1 + name.Length && user.StartsWith(Prefix, StringComparison.Ordinal)
            && user.AsSpan(Prefix.Length).StartsWith(ns) && user[Prefix.Length + ns.Length] == ':' && user.EndsWith(name, StringComparison.Ordinal);
    }

    private static bool Has(List<string>? allowed, string wanted) => allowed is not null && (allowed.Contains("*") || allowed.Contains(wanted));

    private static bool HasResource(List<string>? allowed, AccessAttributes attributes)
    {
        if (allowed is null) return false;
        foreach (string resource in allowed)
        {
            if (resource == "*" || Is(resource, attributes)) return true;
            if (attributes.Subresource.Length > 0 && resource.StartsWith("*/", StringComparison.Ordinal) && resource.AsSpan(2).SequenceEqual(attributes.Subresource))
                return true;
        }
        return false;
    }

    private static bool Is(string resource, AccessAttributes attributes)
    {
        string name = attributes.Resource, subresource = attributes.Subresource;
        if (subresource.Length == 0) return resource == name;
        return resource.Length == name.Length + 1 + subresource.Length && resource[name.Length] == '/'
            && resource.StartsWith(name, StringComparison.Ordinal) && resource.EndsWith(subresource, StringComparison.Ordinal);
    }

    private static bool HasName(List<string>? allowed, string name) => allowed is null or { Count: 0 } || allowed.Contains(name);

    private static bool HasPath(string pattern, string path) =>
        pattern == "*" || pattern == path
        || pattern.EndsWith('*') && path.AsSpan().StartsWith(pattern.AsSpan().TrimEnd('*'));
}
