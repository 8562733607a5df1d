using System.Globalization;
using System.Runtime.InteropServices;
using Netes.Api.CoreV1;
using Netes.Kubelet.Resources;

namespace Netes.Kubelet.Nodes;

/// <summary>What the machine is: read once from /proc, /sys and /etc.</summary>
internal sealed record MachineFacts
{
    public required int Cpus { get; init; }

    public required long MemoryBytes { get; init; }

    /// <summary>Bytes, by page size in bytes.</summary>
    public IReadOnlyDictionary<long, long> HugePages { get; init; } = new Dictionary<long, long>();

    public required NodeSystemInfo Info { get; init; }

    /// <param name="root">"/" but for tests.</param>
    public static MachineFacts Read(string root, string kubeletVersion, string runtimeVersion) => new()
    {
        // Not Environment.ProcessorCount: that is how many this process may use.
        Cpus = ReadText(root, "sys/devices/system/cpu/online") is { Length: > 0 } online ? NodeCapacity.CountCpus(online) : Environment.ProcessorCount,
        HugePages = NodeCapacity.ReadHugePages(Path.Combine(root, "sys/kernel/mm/hugepages")),
        MemoryBytes = MemoryTotal(ReadText(root, "proc/meminfo")),
        Info = new NodeSystemInfo
        {
            MachineID = ReadText(root, "etc/machine-id").Trim(),
            SystemUUID = Or(ReadText(root, "sys/class/dmi/id/product_uuid").Trim().ToLowerInvariant(), ReadText(root, "etc/machine-id").Trim()),
            BootID = ReadText(root, "proc/sys/kernel/random/boot_id").Trim(),
            KernelVersion = ReadText(root, "proc/sys/kernel/osrelease").Trim(),
            OsImage = OsImage(ReadText(root, "etc/os-release")),
            ContainerRuntimeVersion = runtimeVersion,
            KubeletVersion = kubeletVersion,
            OperatingSystem = "linux",
            Architecture = GoArchitecture(RuntimeInformation.OSArchitecture),
            Swap = new NodeSwapStatus { Capacity = Field(ReadText(root, "proc/meminfo"), "SwapTotal:") * 1024 },
        },
    };

    public static string GoArchitecture(Architecture architecture) => architecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.X86 => "386",
        var other => other.ToString().ToLowerInvariant(),
    };

    internal static long MemoryTotal(string meminfo) => Field(meminfo, "MemTotal:") * 1024;

    internal static string OsImage(string osRelease)
    {
        foreach (string line in osRelease.Split('\n'))
            if (line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal)) return line["PRETTY_NAME=".Length..].Trim().Trim('"');
        return "Linux";
    }

    private static long Field(string meminfo, string name)
    {
        foreach (string line in meminfo.Split('\n'))
        {
            if (!line.StartsWith(name, StringComparison.Ordinal)) continue;
            string number = line[name.Length..].Trim().Split(' ')[0];
            return long.Parse(number, CultureInfo.InvariantCulture);
        }
        return 0;
    }

    private static string Or(string a, string b) => a.Length > 0 ? a : b;

    private static string ReadText(string root, string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Containers and small systems lack some of these files; the fact is then empty.
            return "";
        }
    }
}
