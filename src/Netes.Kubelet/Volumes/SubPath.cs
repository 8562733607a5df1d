using Microsoft.Win32.SafeHandles;

namespace Netes.Kubelet.Volumes;

/// <summary>
/// Makes a part of a volume mountable. Containers can write to volumes and could put a link where the part is expected, so
/// the path is opened once, with the kernel forbidding that it leaves the volume, and what was opened is bind-mounted to a
/// place that no container can reach; the runtime mounts from there.
/// </summary>
internal static class SubPath
{
    private const int DirectoryMode = 0x1E8; // 0750, as upstream

    /// <param name="target">Where to bind-mount; made here.</param>
    /// <exception cref="VolumeException">The path is not allowed or leads outside.</exception>
    public static string Prepare(string volumePath, string subPath, string target)
    {
        if (subPath.StartsWith('/') || subPath.Split('/').Contains("..")) throw new VolumeException($"subPath \"{subPath}\" must be a relative path without '..'");
        // A volume that is a single file has no parts.
        using var root = NativeFiles.OpenDirectoryPath(volumePath);
        using var opened = OpenOrCreate(root, subPath);
        if (MountTable.IsMountPoint(target)) NativeFiles.Unmount(target);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string source = NativeFiles.PathOf(opened);
        if (NativeFiles.KindOf(source) == FileKind.Directory) Directory.CreateDirectory(target);
        else if (!File.Exists(target)) File.WriteAllBytes(target, []);
        NativeFiles.BindMount(source, target);
        return target;
    }

    private static SafeFileHandle OpenOrCreate(SafeFileHandle root, string subPath)
    {
        if (NativeFiles.OpenBeneath(root, subPath) is { } there) return there;
        string done = "";
        SafeFileHandle? parent = null;
        try
        {
            foreach (string part in subPath.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                if (part == ".") continue;
                done = done.Length == 0 ? part : $"{done}/{part}";
                var next = NativeFiles.OpenBeneath(root, done);
                if (next is null)
                {
                    NativeFiles.MakeDirectoryAt(parent ?? root, part, DirectoryMode);
                    next = NativeFiles.OpenBeneath(root, done) ?? throw new VolumeException($"subpath \"{subPath}\" vanished while it was made");
                }
                parent?.Dispose();
                parent = next;
            }
            var result = parent ?? throw new VolumeException($"subPath \"{subPath}\" is empty");
            parent = null;
            return result;
        }
        finally
        {
            parent?.Dispose();
        }
    }
}
