using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.Kubelet.Resources;

/// <summary>What a whole Pod asks for and may have. Pure.
/// https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers</summary>
internal static class PodResources
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";

    /// <summary>
    /// What runs together is added up, init containers run one after another beside the sidecars started before them:
    /// the most that is needed at any time. A Pod's own figure goes before its containers', overhead comes on top.
    /// </summary>
    public static Quantity Request(PodSpec spec, string resource) => Total(spec, resource, r => r.Requests);

    /// <summary>As <see cref="Request"/>, of limits. Only meaningful where <see cref="HasLimit"/>.</summary>
    public static Quantity Limit(PodSpec spec, string resource) => Total(spec, resource, r => r.Limits);

    /// <summary>Every container has a limit (or the Pod itself): only then has the whole one.</summary>
    public static bool HasLimit(PodSpec spec, string resource)
    {
        if (Amount(spec.Resources?.Limits, resource) is { Sign: > 0 }) return true;
        return (spec.Containers ?? []).Concat(spec.InitContainers ?? [])
            .All(c => Amount(c.Resources.Limits, resource) is { Sign: > 0 });
    }

    /// <summary>The pod-level control group's settings.</summary>
    public static CgroupLimits Limits(PodSpec spec, string qosClass)
    {
        var milli = Request(spec, Cpu).MilliValue;
        if (qosClass == PodQOSClass.BestEffort) return new CgroupLimits(CpuShares.Minimum, null, null);
        return new CgroupLimits(
            CpuShares.FromMilli(milli),
            HasLimit(spec, Cpu) ? CpuShares.QuotaFromMilli(Limit(spec, Cpu).MilliValue) : null,
            HasLimit(spec, Memory) ? Limit(spec, Memory).Value : null);
    }

    public static Quantity? Amount(Dictionary<string, Quantity>? amounts, string resource) =>
        amounts is not null && amounts.TryGetValue(resource, out var amount) ? amount : null;

    private static Quantity Total(
        PodSpec spec, string resource, Func<ResourceRequirements, Dictionary<string, Quantity>?> choose)
    {
        var overhead = Amount(spec.Overhead, resource) ?? default;
        if (spec.Resources is { } own && Amount(choose(own), resource) is { } whole) return whole + overhead;
        Quantity Of(Container container) => Amount(choose(container.Resources), resource) ?? default;

        Quantity sum = default;
        foreach (var container in spec.Containers ?? []) sum += Of(container);
        Quantity sidecars = default, peak = default;
        foreach (var container in spec.InitContainers ?? [])
        {
            var amount = Of(container);
            if (container.RestartPolicy == "Always")
            {
                sum += amount;
                sidecars += amount;
                amount = default;
            }

            peak = Max(peak, sidecars + amount);
        }

        return Max(sum, peak) + overhead;
    }

    private static Quantity Max(Quantity a, Quantity b) => a >= b ? a : b;
}

/// <summary>Settings of one control group; null leaves the kernel's default (no limit).</summary>
/// <param name="Shares">In cgroup v1's scale, see <see cref="CpuShares"/>.</param>
/// <param name="CpuQuota">Microseconds in each period of <see cref="CpuShares.QuotaPeriod"/>.</param>
/// <param name="MemoryBytes">Hard limit.</param>
internal sealed record CgroupLimits(long? Shares, long? CpuQuota, long? MemoryBytes);
