using System.Globalization;

namespace Netes.Kubelet.Resources;

internal enum CgroupVersion
{
    /// <summary>A hierarchy for each controller below /sys/fs/cgroup (with or without a v2 mount beside them).</summary>
    V1,

    /// <summary>One hierarchy with all controllers.</summary>
    V2,
}

/// <summary>Makes, sets and removes control groups, in the kernel's file system or in a test's directory.</summary>
/// <param name="root">Usually /sys/fs/cgroup.</param>
internal sealed class CgroupFileSystem(string root)
{
    /// <summary>The controllers in which a Pod's own group matters; the runtime makes the containers' in all.</summary>
    private static readonly string[] PodControllers = ["cpu", "cpuacct", "memory", "pids"];

    private static readonly string[] DelegatedControllers = ["cpu", "cpuset", "io", "memory", "hugetlb", "pids"];

    public static CgroupFileSystem System { get; } = new("/sys/fs/cgroup");

    public CgroupVersion Version { get; } =
        File.Exists(Path.Combine(root, "cgroup.controllers")) ? CgroupVersion.V2 : CgroupVersion.V1;

    /// <summary>The directory of a group in a controller's hierarchy.</summary>
    /// <param name="controller">Counts for version 1 only.</param>
    /// <param name="path">Absolute below the root, e.g. <c>/kubepods/burstable/podUID</c>.</param>
    public string Locate(string controller, string path) => Version == CgroupVersion.V2
        ? Path.Combine(root, path.TrimStart('/'))
        : Path.Combine(root, controller, path.TrimStart('/'));

    /// <summary>Makes the group and its parents. Idempotent.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public void Create(string path)
    {
        if (Version == CgroupVersion.V2)
        {
            CreateUnified(path);
            return;
        }

        foreach (var controller in PodControllers)
            if (Directory.Exists(Path.Combine(root, controller))) Directory.CreateDirectory(Locate(controller, path));
    }

    /// <returns>What the kernel did not take, e.g. a limit below what is in use.</returns>
    public IReadOnlyList<string> Apply(string path, CgroupLimits limits)
    {
        var refused = new List<string>();
        void Write(string controller, string file, string value)
        {
            var full = Path.Combine(Locate(controller, path), file);
            try
            {
                // Opened, not created: these files exist or the controller isn't there.
                using var stream = new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
                stream.Write(global::System.Text.Encoding.ASCII.GetBytes(value));
                stream.SetLengthIfPlainFile(value.Length);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                refused.Add($"{full} = {value}: {e.Message}");
            }
        }

        static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
        if (Version == CgroupVersion.V2)
        {
            if (limits.Shares is { } shares) Write("", "cpu.weight", Text(CpuShares.ToWeight(shares)));
            if (limits.CpuQuota is { } quota) Write("", "cpu.max", $"{Text(quota)} {Text(CpuShares.QuotaPeriod)}");
            if (limits.MemoryBytes is { } memory) Write("", "memory.max", Text(memory));
            return refused;
        }

        if (limits.Shares is { } v1Shares) Write("cpu", "cpu.shares", Text(v1Shares));
        if (limits.CpuQuota is { } v1Quota)
        {
            Write("cpu", "cpu.cfs_period_us", Text(CpuShares.QuotaPeriod));
            Write("cpu", "cpu.cfs_quota_us", Text(v1Quota));
        }

        if (limits.MemoryBytes is { } v1Memory) Write("memory", "memory.limit_in_bytes", Text(v1Memory));
        return refused;
    }

    /// <summary>Removes the group and all below it, in every hierarchy.</summary>
    /// <returns>False when something still runs in it.</returns>
    public bool TryRemove(string path)
    {
        var removed = true;
        foreach (var directory in Version == CgroupVersion.V2 ? [Locate("", path)] : Everywhere(path))
        {
            try
            {
                RemoveTree(directory);
            }
            catch (IOException)
            {
                removed = false;
            }
        }

        return removed;
    }

    private string[] Everywhere(string path) =>
        [.. Directory.EnumerateDirectories(root).Select(c => Path.Combine(c, path.TrimStart('/')))];

    private static void RemoveTree(string directory)
    {
        if (!Directory.Exists(directory)) return;
        foreach (var child in Directory.EnumerateDirectories(directory)) RemoveTree(child);
        Directory.Delete(directory); // the kernel removes a group's files with it
    }

    /// <summary>A v2 group has only the controllers that every group above it hands down.</summary>
    private void CreateUnified(string path)
    {
        var directory = root;
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var available = File.ReadAllText(Path.Combine(directory, "cgroup.controllers"))
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var handedDown = string.Join(' ', DelegatedControllers.Where(available.Contains).Select(c => "+" + c));
            if (handedDown.Length > 0) File.WriteAllText(Path.Combine(directory, "cgroup.subtree_control"), handedDown);
            directory = Path.Combine(directory, segment);
            Directory.CreateDirectory(directory);
        }
    }
}

file static class PlainFiles
{
    /// <summary>The kernel's files have no length of their own; a test's directory has plain ones.</summary>
    public static void SetLengthIfPlainFile(this FileStream stream, long length)
    {
        if (stream.Length > length) stream.SetLength(length);
    }
}
