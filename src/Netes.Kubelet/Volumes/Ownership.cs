namespace Netes.Kubelet.Volumes;

/// <summary>Gives a volume to the Pod's fsGroup: the group owns everything, may read (and write), and new files inherit it.
/// https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-the-security-context-for-a-pod</summary>
internal static class Ownership
{
    private const UnixFileMode ReadMask = UnixFileMode.UserRead | UnixFileMode.GroupRead;
    private const UnixFileMode WriteMask = UnixFileMode.UserWrite | UnixFileMode.GroupWrite;
    private const UnixFileMode DirectoryMask = UnixFileMode.SetGroup | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    public static void GiveTo(string root, long group, bool readOnly)
    {
        GiveOne(root, group, readOnly);
        foreach (string path in Directory.EnumerateFileSystemEntries(root, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false,
        }))
            GiveOne(path, group, readOnly);
    }

    /// <summary>Whether the root already is as it would be made (fsGroupChangePolicy OnRootMismatch).</summary>
    public static bool RootMatches(string root, long group, bool readOnly) =>
        NativeFiles.GroupOf(root) == group && (File.GetUnixFileMode(root) & Wanted(readOnly, directory: true)) == Wanted(readOnly, directory: true);

    private static void GiveOne(string path, long group, bool readOnly)
    {
        NativeFiles.Chown(path, -1, group);
        var info = new FileInfo(path);
        if (info.LinkTarget is not null) return;
        bool directory = Directory.Exists(path);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | Wanted(readOnly, directory));
    }

    private static UnixFileMode Wanted(bool readOnly, bool directory) =>
        ReadMask | (readOnly ? 0 : WriteMask) | (directory ? DirectoryMask : 0);
}
