using System.Globalization;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;

namespace Netes.Kubelet.Nodes;

/// <summary>What changes about a node while it runs.</summary>
internal sealed record NodeObservation
{
    /// <summary>Why the runtime or its network can't run Pods; empty when they can.</summary>
    public string Problem { get; init; } = "";

    public long MemoryAvailableBytes { get; init; } = long.MaxValue;

    public double DiskFreeShare { get; init; } = 1;

    public long ProcessesFree { get; init; } = long.MaxValue;

    public IReadOnlyList<ContainerImage> Images { get; init; } = [];

    public static async Task<NodeObservation> ReadAsync(
        IRuntimeService runtime, IImageService images, string directory, CancellationToken cancellation) => new()
    {
        Problem = await ProblemOfAsync(runtime, cancellation),
        MemoryAvailableBytes = ReadMemAvailable(),
        DiskFreeShare = FreeShare(directory),
        Images = await ImagesOfAsync(images, cancellation),
    };

    public static async Task<string> ProblemOfAsync(IRuntimeService runtime, CancellationToken cancellation)
    {
        try
        {
            var status = await runtime.StatusAsync(cancellation);
            foreach (var condition in status.Conditions)
            {
                if (condition.Status) continue;
                string detail = $"{condition.Type}=false reason:{condition.Reason} message:{condition.Message}";
                return condition.Type == "NetworkReady" ? $"container runtime network not ready: {detail}" : $"container runtime not ready: {detail}";
            }
            return "";
        }
        catch (CriException e)
        {
            return $"container runtime is down: {e.Message}";
        }
    }

    private static async Task<IReadOnlyList<ContainerImage>> ImagesOfAsync(IImageService images, CancellationToken cancellation)
    {
        const int mostImages = 50;
        try
        {
            return [.. (await images.ListImagesAsync(cancellation)).OrderByDescending(static i => i.Size).ThenBy(static i => i.Id, StringComparer.Ordinal)
                .Take(mostImages).Select(static i => new ContainerImage { Names = [.. i.RepoDigests, .. i.RepoTags], SizeBytes = (long)i.Size })];
        }
        catch (CriException)
        {
            // The Ready condition tells of it.
            return [];
        }
    }

    private static long ReadMemAvailable()
    {
        foreach (string line in File.ReadLines("/proc/meminfo"))
        {
            if (!line.StartsWith("MemAvailable:", StringComparison.Ordinal)) continue;
            return long.Parse(line["MemAvailable:".Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
        }
        return long.MaxValue;
    }

    private static double FreeShare(string directory)
    {
        var drive = new DriveInfo(directory);
        return drive.TotalSize > 0 ? (double)drive.AvailableFreeSpace / drive.TotalSize : 1;
    }
}
