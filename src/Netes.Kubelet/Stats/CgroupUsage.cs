using System.Globalization;
using Netes.Kubelet.Resources;

namespace Netes.Kubelet.Stats;

/// <summary>What a control group has used.</summary>
/// <param name="CpuNanoseconds">Since it was made.</param>
/// <param name="WorkingSetBytes">Without the file cache that the kernel may drop at once.</param>
internal sealed record CgroupUsage(long CpuNanoseconds, long MemoryBytes, long WorkingSetBytes, long RssBytes)
{
    /// <returns>Null when there is no such group.</returns>
    public static CgroupUsage? Read(CgroupFileSystem cgroups, string path)
    {
        var v2 = cgroups.Version == CgroupVersion.V2;
        var memory = cgroups.Locate("memory", path);
        var cpu = cgroups.Locate("cpuacct", path);
        try
        {
            var stat = Table(File.ReadAllText(Path.Combine(memory, "memory.stat")));
            // The root group of v2 has no memory.current.
            var usageFile = Path.Combine(memory, v2 ? "memory.current" : "memory.usage_in_bytes");
            var usage = File.Exists(usageFile)
                ? Number(File.ReadAllText(usageFile))
                : stat.GetValueOrDefault("anon") + stat.GetValueOrDefault("file");
            var inactive = stat.GetValueOrDefault(v2 ? "inactive_file" : "total_inactive_file");
            var nanoseconds = v2
                ? Table(File.ReadAllText(Path.Combine(cpu, "cpu.stat"))).GetValueOrDefault("usage_usec") * 1000
                : Number(File.ReadAllText(Path.Combine(cpu, "cpuacct.usage")));
            return new CgroupUsage(
                nanoseconds, usage, Math.Max(0, usage - inactive), stat.GetValueOrDefault(v2 ? "anon" : "total_rss"));
        }
        catch (IOException)
        {
            return null; // not there, or removed while it was read
        }
    }

    private static long Number(string text) => long.Parse(text.AsSpan().Trim(), CultureInfo.InvariantCulture);

    /// <summary>Lines of a name and a number.</summary>
    private static Dictionary<string, long> Table(string text)
    {
        var table = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && long.TryParse(line.AsSpan(space + 1), CultureInfo.InvariantCulture, out var value))
                table[line[..space]] = value;
        }

        return table;
    }
}
