using System.Globalization;
using Netes.Api;

namespace Netes.Kubelet.Resources;

/// <summary>What a node has, and how much of it Pods may ask for. Pure.</summary>
/// <param name="EphemeralStorageBytes">Of the file system with the kubelet's directory.</param>
/// <param name="HugePages">Bytes, by page size in bytes.</param>
internal sealed record NodeCapacity(
    int Cpus, long MemoryBytes, long EphemeralStorageBytes, int Pods, IReadOnlyDictionary<long, long> HugePages)
{
    /// <summary>Upstream's default threshold of hard eviction, memory.available&lt;100Mi: never handed out.</summary>
    private const long MemoryKeptFree = 100L << 20;

    /// <summary>nodefs.available&lt;10%.</summary>
    private const double StorageKeptFree = 0.1;

    public Dictionary<string, Quantity> Capacity()
    {
        var result = new Dictionary<string, Quantity>
        {
            ["cpu"] = Quantity.FromUnits(Cpus),
            ["memory"] = Quantity.FromUnits(MemoryBytes, QuantityFormat.BinarySI),
            ["ephemeral-storage"] = Quantity.FromUnits(EphemeralStorageBytes / 1024 * 1024, QuantityFormat.BinarySI),
            ["pods"] = Quantity.FromUnits(Pods),
        };
        foreach (var (page, bytes) in HugePages) result[HugePagesName(page)] = Quantity.FromUnits(bytes, QuantityFormat.BinarySI);
        return result;
    }

    public Dictionary<string, Quantity> Allocatable()
    {
        var result = Capacity();
        var memory = MemoryBytes - MemoryKeptFree - HugePages.Values.Sum();
        result["memory"] = Quantity.FromUnits(Math.Max(0, memory), QuantityFormat.BinarySI);
        result["ephemeral-storage"] = Quantity.FromUnits(
            EphemeralStorageBytes - (long)(EphemeralStorageBytes * StorageKeptFree), QuantityFormat.DecimalSI);
        return result;
    }

    /// <summary>The kernel's list format: <c>0-3,8</c>.</summary>
    internal static int CountCpus(string list)
    {
        var count = 0;
        foreach (var range in list.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            var last = ends.Length > 1 ? int.Parse(ends[1], CultureInfo.InvariantCulture) : first;
            count += last - first + 1;
        }

        return count;
    }

    internal static Dictionary<long, long> ReadHugePages(string directory)
    {
        var pages = new Dictionary<long, long>();
        if (!Directory.Exists(directory)) return pages;
        foreach (var size in Directory.EnumerateDirectories(directory, "hugepages-*kB"))
        {
            var bytes = long.Parse(
                Path.GetFileName(size)["hugepages-".Length..^"kB".Length], CultureInfo.InvariantCulture) * 1024;
            pages[bytes] = bytes * long.Parse(
                File.ReadAllText(Path.Combine(size, "nr_hugepages")), CultureInfo.InvariantCulture);
        }

        return pages;
    }

    private static string HugePagesName(long pageBytes) =>
        "hugepages-" + Quantity.FromUnits(pageBytes, QuantityFormat.BinarySI);
}
