using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.Status;
using V1 = Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Pods.Configuration;

/// <summary>Requests and limits in the kernel's terms. https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/</summary>
internal static class ContainerLimits
{
    private const long SharesPerCpu = 1024, LeastShares = 2, MostShares = 262144;
    private const long QuotaPeriod = 100_000, LeastQuota = 1000;

    /// <param name="memoryCapacity">The node's memory in bytes: a Burstable container is the likelier to be killed the less of it it asked for.</param>
    public static V1.LinuxContainerResources Of(Pod pod, Container container, long memoryCapacity)
    {
        var requests = container.Resources.Requests ?? [];
        var limits = container.Resources.Limits ?? [];
        limits.TryGetValue("cpu", out var cpuLimit);
        limits.TryGetValue("memory", out var memoryLimit);
        if (!requests.TryGetValue("cpu", out var cpuRequest)) cpuRequest = cpuLimit;
        if (!requests.TryGetValue("memory", out var memoryRequest)) memoryRequest = memoryLimit;
        var resources = new V1.LinuxContainerResources
        {
            CpuShares = Shares(cpuRequest.MilliValue),
            CpuPeriod = QuotaPeriod,
            CpuQuota = Quota(cpuLimit.MilliValue),
            MemoryLimitInBytes = memoryLimit.Value,
            OomScoreAdj = OomScore(pod, memoryRequest.Value, memoryCapacity),
        };
        foreach (var (name, amount) in limits)
        {
            if (!name.StartsWith("hugepages-", StringComparison.Ordinal)) continue;
            // The kernel names page sizes 2MB, the API 2Mi.
            resources.HugepageLimits.Add(new V1.HugepageLimit { PageSize = name["hugepages-".Length..].Replace("i", "B", StringComparison.Ordinal), Limit = (ulong)amount.Value });
        }
        return resources;
    }

    private static long Shares(long milli) => milli == 0 ? LeastShares : Math.Clamp(milli * SharesPerCpu / 1000, LeastShares, MostShares);

    private static long Quota(long milli) => milli == 0 ? 0 : Math.Max(milli * QuotaPeriod / 1000, LeastQuota);

    /// <summary>-997 for Guaranteed, 1000 for BestEffort, in between by the share of the node's memory that was asked for.</summary>
    private static long OomScore(Pod pod, long memoryRequest, long capacity) => PodQuality.ClassOf(pod.Spec) switch
    {
        PodQOSClass.Guaranteed => -997,
        PodQOSClass.BestEffort => 1000,
        _ => Math.Clamp(1000 - (capacity > 0 ? 1000 * memoryRequest / capacity : 0), 3, 999),
    };
}
