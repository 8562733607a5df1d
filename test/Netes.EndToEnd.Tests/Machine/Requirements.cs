namespace Netes.EndToEnd.Tests.Machine;

/// <summary>What a real node needs of the machine.</summary>
internal static class Requirements
{
    private static readonly string[] Programs = ["containerd", "runc", "bridge", "nft", "ip", "conntrack", "nsenter", "unshare", "curl", "kubectl"];

    /// <summary>Why the end-to-end tests can't run here; null when they can.</summary>
    public static string? Missing()
    {
        if (!OperatingSystem.IsLinux()) return "containers need Linux";
        if (!Environment.IsPrivilegedProcess) return "a node starts containers, which needs root";
        var missing = Programs.Where(p => Shell.Find(p) is null).ToList();
        if (!File.Exists("/bin/busybox")) missing.Add("busybox-static");
        return missing.Count == 0 ? null : $"not installed: {string.Join(", ", missing)}";
    }
}
