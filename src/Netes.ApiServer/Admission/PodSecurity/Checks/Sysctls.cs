using System.Collections.Frozen;

namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>Only kernel parameters that the kernel keeps apart for each Pod may be set.</summary>
internal static class Sysctls
{
    private static readonly FrozenSet<string> Safe = FrozenSet.ToFrozenSet(
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start",
    ]);

    private static readonly FrozenSet<string> Since27 = Safe.Append("net.ipv4.ip_local_reserved_ports").ToFrozenSet();

    private static readonly FrozenSet<string> Since29 = Since27.Concat(
        ["net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes"]).ToFrozenSet();

    private static readonly FrozenSet<string> Since32 = Since29.Concat(["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]).ToFrozenSet();

    public static PodCheck Check { get; } = new("sysctls", SecurityLevel.Baseline,
        (0, pod => Rule(pod, Safe)), (27, pod => Rule(pod, Since27)), (29, pod => Rule(pod, Since29)), (32, pod => Rule(pod, Since32)));

    private static Violation? Rule(PodView pod, FrozenSet<string> allowed)
    {
        string[] forbidden = [.. (pod.Spec.SecurityContext?.Sysctls ?? []).Select(s => s.Name).Where(n => !allowed.Contains(n))];
        return forbidden.Length == 0 ? null : new Violation("forbidden sysctls", string.Join(", ", forbidden));
    }
}
