using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Cri.V1;
using Netes.Kubelet.Resources;
using Netes.Kubelet.Server;

namespace Netes.Kubelet.Stats;

/// <summary>Takes a <see cref="NodeStats"/> when somebody asks: containers from the runtime, the rest from control groups.</summary>
/// <param name="dataDirectory">On the node's file system.</param>
/// <param name="imageDirectory">On the runtime's.</param>
internal sealed class StatsCollector(
    string nodeName, IRuntimeService runtime, IPodSource pods, CgroupFileSystem cgroups, CgroupPaths paths,
    long memoryCapacity, string dataDirectory, string imageDirectory, TimeProvider time)
{
    private readonly DateTimeOffset started = time.GetUtcNow();

    public async Task<NodeStats> CollectAsync(CancellationToken cancellation)
    {
        var stats = await runtime.ListContainerStatsAsync(null, cancellation).ConfigureAwait(false);
        var containers = await runtime.ListContainersAsync(
            new ContainerFilter { State = new ContainerStateValue { State = Cri.V1.ContainerState.ContainerRunning } },
            cancellation).ConfigureAwait(false);
        var startTimes = containers.ToDictionary(c => c.Id, c => Nanoseconds(c.CreatedAt), StringComparer.Ordinal);
        var byPod = stats.Where(s => startTimes.ContainsKey(s.Attributes.Id))
            .ToLookup(s => s.Attributes.Labels.TryGetValue(CriLabels.PodUid, out var uid) ? uid : "");
        return new NodeStats(
            nodeName,
            time.GetUtcNow(),
            started,
            CgroupUsage.Read(cgroups, "/"),
            memoryCapacity,
            FileSystemStats.Of(dataDirectory),
            FileSystemStats.Of(imageDirectory),
            [.. pods.List().Select(p => new PodStats(p, UsageOf(p), [.. byPod[p.Metadata.Uid].Select(s => Container(s, startTimes))]))]);
    }

    private CgroupUsage? UsageOf(Pod pod) => pod.Status.QosClass.Length == 0
        ? null
        : CgroupUsage.Read(cgroups, paths.Pod(pod.Metadata.Uid, pod.Status.QosClass));

    private static ContainerUsage Container(Cri.V1.ContainerStats stats, Dictionary<string, DateTimeOffset> startTimes) => new(
        stats.Attributes.Metadata.Name,
        startTimes[stats.Attributes.Id],
        (long)(stats.Cpu?.UsageCoreNanoSeconds?.Value ?? 0),
        (long)(stats.Memory?.UsageBytes?.Value ?? stats.Memory?.WorkingSetBytes?.Value ?? 0),
        (long)(stats.Memory?.WorkingSetBytes?.Value ?? 0),
        (long)(stats.Memory?.RssBytes?.Value ?? 0),
        (long)(stats.WritableLayer?.UsedBytes?.Value ?? 0),
        (long)(stats.WritableLayer?.InodesUsed?.Value ?? 0));

    private static DateTimeOffset Nanoseconds(long value) =>
        DateTimeOffset.UnixEpoch.AddTicks(value / TimeSpan.NanosecondsPerTick);
}
