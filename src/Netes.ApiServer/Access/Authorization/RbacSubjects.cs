using Netes.Api.RbacV1;
using Netes.ApiServer.Resources;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>The index from whom a binding is for to the binding. Service accounts are found under their user name.</summary>
internal static class RbacSubjects
{
    public const string Index = "rbac.subject";

    public static bool AreIn(ResourceDefinition resource) =>
        resource is { Group: "rbac.authorization.k8s.io", Plural: "clusterrolebindings" or "rolebindings" };

    public static CacheIndex<ResourceItem> Definition { get; } = new(Index, static (item, values) =>
    {
        foreach (Subject subject in Of(item) ?? [])
        {
            if (Value(subject, item.Namespace) is { } value && !values.Contains(value)) values.Add(value);
        }
    });

    public static string User(string name) => "User:" + name;

    public static string Group(string name) => "Group:" + name;

    /// <summary>The subjects of a binding of either kind.</summary>
    public static List<Subject>? Of(ResourceItem item) => item.Shared switch
    {
        ClusterRoleBinding binding => binding.Subjects,
        RoleBinding binding => binding.Subjects,
        _ => null,
    };

    private static string? Value(Subject subject, string bindingNamespace)
    {
        string ns = subject.Namespace.Length > 0 ? subject.Namespace : bindingNamespace;
        return subject.Kind switch
        {
            "User" => User(subject.Name),
            "Group" => Group(subject.Name),
            "ServiceAccount" when ns.Length > 0 => User($"system:serviceaccount:{ns}:{subject.Name}"),
            _ => null,
        };
    }
}
