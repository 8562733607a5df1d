namespace Netes.Kubelet.Resources;

/// <summary>From thousandths of a processor to what the kernel takes.</summary>
internal static class CpuShares
{
    /// <summary>Microseconds: the kernel's and upstream's default.</summary>
    public const long QuotaPeriod = 100_000;

    public const long Minimum = 2;
    private const long Maximum = 262_144;
    private const long PerCpu = 1024;
    private const long MinimumQuota = 1000;

    /// <summary>cgroup v1's cpu.shares; no request gets the least.</summary>
    public static long FromMilli(long milliCpu) =>
        milliCpu <= 0 ? Minimum : Math.Clamp(milliCpu * PerCpu / 1000, Minimum, Maximum);

    /// <summary>cpu.cfs_quota_us for a limit; zero for no limit.</summary>
    public static long QuotaFromMilli(long milliCpu) =>
        milliCpu <= 0 ? 0 : Math.Max(milliCpu * QuotaPeriod / 1000, MinimumQuota);

    /// <summary>cgroup v2's cpu.weight (1 … 10000) for v1's shares, as KEP-2254 has it.</summary>
    public static long ToWeight(long shares) => 1 + ((Math.Clamp(shares, Minimum, Maximum) - 2) * 9999 / 262_142);
}
