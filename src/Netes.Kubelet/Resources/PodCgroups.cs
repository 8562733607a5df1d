using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri.V1;
using Netes.Kubelet.Pods.Running;
using Netes.Kubelet.Pods.Status;
using Container = Netes.Api.CoreV1.Container;

namespace Netes.Kubelet.Resources;

/// <summary>
/// The control groups of a node's Pods: one for each Pod with its limits as a whole, and the classes above them, whose
/// shares follow what their Pods ask for. https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
/// </summary>
internal sealed partial class PodCgroups : IPodCgroups
{
    private readonly CgroupFileSystem cgroups;
    private readonly CgroupPaths paths;
    private readonly long memoryCapacity;
    private readonly ILogger logger;
    private readonly Lock gate = new();

    /// <summary>Thousandths of a processor that each burstable Pod asks for, and their sum.</summary>
    private readonly Dictionary<string, long> burstable = new(StringComparer.Ordinal);
    private long burstableMilli;

    /// <param name="allocatableMilliCpu">What all Pods together weigh.</param>
    /// <exception cref="IOException">The kernel lets us make no groups.</exception>
    public PodCgroups(
        CgroupFileSystem cgroups, CgroupPaths paths, long memoryCapacity, long allocatableMilliCpu, ILogger<PodCgroups> logger)
    {
        this.cgroups = cgroups;
        this.paths = paths;
        this.memoryCapacity = memoryCapacity;
        this.logger = logger;
        Make(paths.Kubepods, new CgroupLimits(CpuShares.FromMilli(allocatableMilliCpu), null, null));
        Make(paths.Quality(PodQOSClass.BestEffort), new CgroupLimits(CpuShares.Minimum, null, null));
        Make(paths.Quality(PodQOSClass.Burstable), new CgroupLimits(CpuShares.Minimum, null, null));
    }

    public string Create(Pod pod)
    {
        var qos = PodQuality.ClassOf(pod.Spec);
        var path = paths.Pod(pod.Metadata.Uid, qos);
        Make(path, PodResources.Limits(pod.Spec, qos));
        if (qos == PodQOSClass.Burstable) Count(pod.Metadata.Uid, PodResources.Request(pod.Spec, PodResources.Cpu).MilliValue);
        return path;
    }

    public void Remove(Pod pod)
    {
        var path = paths.Pod(pod.Metadata.Uid, PodQuality.ClassOf(pod.Spec));
        if (!cgroups.TryRemove(path)) Log.Busy(logger, path);
        Count(pod.Metadata.Uid, null);
    }

    public LinuxContainerResources? ResourcesOf(Pod pod, Container container) =>
        ContainerResources.Of(pod, container, PodQuality.ClassOf(pod.Spec), memoryCapacity, cgroups.Version);

    private void Count(string uid, long? milli)
    {
        lock (gate)
        {
            var before = burstable.GetValueOrDefault(uid);
            if (before == (milli ?? 0)) return;
            burstableMilli += (milli ?? 0) - before;
            if (milli is { } now) burstable[uid] = now;
            else burstable.Remove(uid);
            Set(paths.Quality(PodQOSClass.Burstable), new CgroupLimits(CpuShares.FromMilli(burstableMilli), null, null));
        }
    }

    private void Make(string path, CgroupLimits limits)
    {
        cgroups.Create(path);
        Set(path, limits);
    }

    private void Set(string path, CgroupLimits limits)
    {
        foreach (var refusal in cgroups.Apply(path, limits)) Log.Refused(logger, refusal);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The kernel did not take {Setting}")]
        public static partial void Refused(ILogger logger, string setting);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Something still runs in the control group {Path}; it stays")]
        public static partial void Busy(ILogger logger, string path);
    }
}
