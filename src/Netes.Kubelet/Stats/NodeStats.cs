using Netes.Api.CoreV1;

namespace Netes.Kubelet.Stats;

/// <summary>A sample of everything on the node that stats and metrics tell of.</summary>
internal sealed record NodeStats(
    string NodeName, DateTimeOffset Time, DateTimeOffset StartTime, CgroupUsage? Usage, long MemoryCapacity,
    FileSystemStats FileSystem, FileSystemStats ImageFileSystem, IReadOnlyList<PodStats> Pods);

/// <param name="Usage">Null when the Pod has no control group of its own.</param>
internal sealed record PodStats(Pod Pod, CgroupUsage? Usage, IReadOnlyList<ContainerUsage> Containers);

internal sealed record ContainerUsage(
    string Name, DateTimeOffset StartTime, long CpuNanoseconds, long MemoryBytes, long WorkingSetBytes, long RssBytes,
    long WritableBytes, long WritableInodes);

internal sealed record FileSystemStats(long CapacityBytes, long AvailableBytes, long UsedBytes)
{
    public static FileSystemStats Of(string path)
    {
        var drive = new DriveInfo(path);
        return new FileSystemStats(drive.TotalSize, drive.AvailableFreeSpace, drive.TotalSize - drive.TotalFreeSpace);
    }
}
