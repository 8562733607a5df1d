using System.Diagnostics;
using System.Globalization;

namespace Netes.Kubelet.Runtime;

/// <summary>Looks at the machine for <see cref="ContainerdTraits"/>; what the findings mean is decided by pure functions.</summary>
internal static class MachineTraits
{
    private const int CapSysResource = 24;

    public static async Task<ContainerdTraits> DetectAsync(ContainerdOptions options, CancellationToken cancellation)
    {
        var version = VersionOutputAsync(options.ContainerdProgram, cancellation);
        var mounts = MountInfo.ReadOwn();
        return new ContainerdTraits(
            MajorVersion(await version.ConfigureAwait(false)),
            Snapshotter(
                await File.ReadAllTextAsync("/proc/filesystems", cancellation).ConfigureAwait(false),
                MountInfo.Holding(mounts, options.RootDirectory)?.FileSystem ?? ""),
            !HasCapability(
                await File.ReadAllTextAsync("/proc/self/status", cancellation).ConfigureAwait(false), CapSysResource),
            SystemdCgroup: false);
    }

    /// <summary>The major version in what <c>containerd --version</c> prints: name, package, version, revision.</summary>
    internal static int MajorVersion(string output)
    {
        foreach (var word in output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1))
        {
            var text = word.TrimStart('v');
            var dot = text.IndexOf('.', StringComparison.Ordinal);
            if (dot > 0 && int.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var major))
                return major;
        }

        throw new FormatException($"containerd --version printed no version: {output.Trim()}");
    }

    /// <summary>
    /// overlayfs wherever the kernel has it and the directory's file system can hold an upper layer; else plain copies.
    /// </summary>
    internal static string Snapshotter(string procFilesystems, string rootFileSystem)
    {
        var hasOverlay = procFilesystems.Split('\n').Any(line => line.Split('\t').LastOrDefault() == "overlay");
        var canHoldUpper = rootFileSystem is not ("overlay" or "nfs" or "nfs4" or "9p" or "vfat" or "exfat");
        return hasOverlay && canHoldUpper && !rootFileSystem.StartsWith("fuse", StringComparison.Ordinal)
            ? "overlayfs"
            : "native";
    }

    internal static bool HasCapability(string procStatus, int capability)
    {
        var line = procStatus.Split('\n').FirstOrDefault(l => l.StartsWith("CapEff:", StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(line["CapEff:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var set)
            && (set >> capability & 1) == 1;
    }

    private static async Task<string> VersionOutputAsync(string program, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true })!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return output;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ContainerdException($"{program} can't be run ({e.Message}): install the package containerd", e);
        }
    }
}
