using System.Collections.Frozen;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>What kinds of resource names there are: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/</summary>
internal static class ResourceNames
{
    private static readonly FrozenSet<string> Standard = new[]
    {
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu",
        "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets",
        "configmaps", "persistentvolumeclaims", "storage", "requests.storage", "services.nodeports", "services.loadbalancers",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Quota = new[]
    {
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage",
        "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers",
        "secrets", "persistentvolumeclaims", "configmaps", "services.nodeports", "services.loadbalancers",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Counted = new[]
    {
        "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    }.ToFrozenSet();

    public static bool IsStandard(string name) => Standard.Contains(name) || IsQuotaHugePages(name);

    public static bool IsStandardContainer(string name) => name is "cpu" or "memory" or "ephemeral-storage" || IsHugePages(name);

    public static bool IsStandardQuota(string name) => Quota.Contains(name) || IsQuotaHugePages(name);

    public static bool IsHugePages(string name) => name.StartsWith("hugepages-", StringComparison.Ordinal);

    private static bool IsQuotaHugePages(string name) =>
        IsHugePages(name) || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);

    /// <summary>Kubernetes' own: without a domain or with kubernetes.io/ in front.</summary>
    public static bool IsNative(string name) => !name.Contains('/') || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    /// <summary>Of devices and the like, which can't be overcommitted.</summary>
    public static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal) && NameRules.QualifiedName("requests." + name).Count == 0;

    public static bool IsInteger(string name) => Counted.Contains(name) || IsExtended(name);

    public static bool MayOvercommit(string name) => IsNative(name) && !IsHugePages(name);
}
