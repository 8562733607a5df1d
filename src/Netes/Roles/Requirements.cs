using Netes.Commands;

namespace Netes.Roles;

/// <summary>What the machine must have before a kubelet can start; said at once rather than found out late.</summary>
internal static class Requirements
{
    private static readonly string[] Programs = ["containerd", "runc", "nft", "ip"];

    /// <exception cref="UserException">Something is missing; the message says how to get it.</exception>
    public static void Check()
    {
        if (!OperatingSystem.IsLinux()) throw new UserException("a node runs containers, which needs Linux; 'netes apiserver' runs anywhere");
        if (!Environment.IsPrivilegedProcess)
            throw new UserException("a node starts containers and makes networks, which only root may do: run it as root, or run 'netes apiserver'");
        string[] path = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];
        var missing = Programs.Where(p => !path.Any(d => File.Exists(Path.Combine(d, p)))).ToList();
        if (missing.Count > 0)
            throw new UserException($"not installed: {string.Join(", ", missing)}. On Debian: apt-get install containerd runc containernetworking-plugins nftables iproute2 conntrack");
    }
}
