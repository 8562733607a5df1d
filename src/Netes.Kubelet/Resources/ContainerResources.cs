using System.Globalization;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Resources;

/// <summary>A container's requests and limits in the runtime's terms. Pure.</summary>
internal static class ContainerResources
{
    private const int GuaranteedScore = -997;
    private const int BestEffortScore = 1000;

    /// <summary>Priorities from here on are for what the node can't do without (system-node-critical and the like).</summary>
    private const int SystemCriticalPriority = 2_000_000_000;

    private const string HugePagesPrefix = "hugepages-";

    /// <param name="memoryCapacity">The node's memory in bytes.</param>
    public static LinuxContainerResources Of(
        Pod pod, Api.CoreV1.Container container, string qosClass, long memoryCapacity, CgroupVersion version)
    {
        var limits = container.Resources.Limits;
        var cpuLimit = PodResources.Amount(limits, PodResources.Cpu)?.MilliValue ?? 0;
        var cpuRequest = PodResources.Amount(container.Resources.Requests, PodResources.Cpu)?.MilliValue;
        var result = new LinuxContainerResources
        {
            // A limit without a request is a request as well.
            CpuShares = CpuShares.FromMilli(cpuRequest ?? cpuLimit),
            CpuQuota = CpuShares.QuotaFromMilli(cpuLimit),
            CpuPeriod = CpuShares.QuotaPeriod,
            MemoryLimitInBytes = PodResources.Amount(limits, PodResources.Memory)?.Value ?? 0,
            OomScoreAdj = OomScore(pod, container, qosClass, memoryCapacity),
        };
        foreach (var (name, amount) in limits ?? [])
        {
            if (!name.StartsWith(HugePagesPrefix, StringComparison.Ordinal)) continue;
            var page = Api.Quantity.Parse(name[HugePagesPrefix.Length..]).Value;
            result.HugepageLimits.Add(new HugepageLimit { PageSize = PageSizeName(page), Limit = (ulong)amount.Value });
        }

        // One process too many in memory ends the whole container, not a half of it.
        if (version == CgroupVersion.V2) result.Unified["memory.oom.group"] = "1";
        return result;
    }

    /// <summary>
    /// Who asked for much of the node's memory is killed late. https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#node-out-of-memory-behavior
    /// </summary>
    public static int OomScore(Pod pod, Api.CoreV1.Container container, string qosClass, long memoryCapacity)
    {
        if (pod.Spec.Priority >= SystemCriticalPriority || qosClass == PodQOSClass.Guaranteed) return GuaranteedScore;
        if (qosClass == PodQOSClass.BestEffort) return BestEffortScore;
        var request = PodResources.Amount(container.Resources.Requests, PodResources.Memory)?.Value ?? 0;
        var score = 1000 - (int)((Int128)1000 * request / Math.Max(1, memoryCapacity));
        return Math.Clamp(score, 1000 + GuaranteedScore, BestEffortScore - 1);
    }

    /// <summary>The kernel's names: 64KB, 2MB, 1GB.</summary>
    internal static string PageSizeName(long bytes)
    {
        var (amount, unit) = bytes switch
        {
            >= 1L << 30 => (bytes >> 30, "GB"),
            >= 1L << 20 => (bytes >> 20, "MB"),
            _ => (bytes >> 10, "KB"),
        };
        return amount.ToString(CultureInfo.InvariantCulture) + unit;
    }
}
