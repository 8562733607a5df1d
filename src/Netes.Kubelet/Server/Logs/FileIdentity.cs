using Microsoft.Win32.SafeHandles;

namespace Netes.Kubelet.Server.Logs;

/// <summary>Whether two open files are one and the same.</summary>
internal static class FileIdentity
{
    /// <summary>
    /// By what /proc says of the descriptors: two names of a file that were opened by the same path differ there as soon
    /// as one of them is renamed or deleted.
    /// </summary>
    public static bool Same(SafeFileHandle a, SafeFileHandle b) => Inode(a) == Inode(b);

    private static string Inode(SafeFileHandle file)
    {
        var info = File.ReadAllText($"/proc/self/fdinfo/{file.DangerousGetHandle()}");
        foreach (var line in info.Split('\n'))
            if (line.StartsWith("ino:", StringComparison.Ordinal)) return line;
        // Kernels before 5.14 don't print the inode; the link's target tells a renamed file as well.
        return File.ResolveLinkTarget($"/proc/self/fd/{file.DangerousGetHandle()}", returnFinalTarget: false)?.FullName ?? info;
    }
}
