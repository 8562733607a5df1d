using Netes.Api.CoreV1;

namespace Netes.Kubelet.Volumes;

/// <summary>A path of the node, checked or made as its type says. https://kubernetes.io/docs/concepts/storage/volumes/#hostpath</summary>
internal static class HostPathVolume
{
    /// <exception cref="VolumeException">The path is not what the type says.</exception>
    public static string Prepare(HostPathVolumeSource source)
    {
        string path = source.Path;
        if (path.Split('/').Contains("..")) throw new VolumeException($"path \"{path}\" must not contain '..'");
        switch (source.Type ?? "")
        {
            case "":
                // No check; what isn't there is made by the runtime, as a directory.
                break;
            case HostPathType.DirectoryOrCreate:
                if (!Exists(path)) Directory.CreateDirectory(path, (UnixFileMode)0x1ED);
                else if (!Directory.Exists(path)) throw Wrong(path, "a directory");
                break;
            case HostPathType.Directory:
                if (!Directory.Exists(path)) throw Wrong(path, "a directory");
                break;
            case HostPathType.FileOrCreate:
                if (!Exists(path))
                {
                    using var created = new FileStream(path, new FileStreamOptions
                    {
                        Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = (UnixFileMode)0x1A4,
                    });
                }
                else if (!IsRegular(path)) throw Wrong(path, "a file");
                break;
            case HostPathType.File:
                if (!IsRegular(path)) throw Wrong(path, "a file");
                break;
            case HostPathType.Socket:
                if (KindOf(path) != FileKind.Socket) throw Wrong(path, "a socket file");
                break;
            case HostPathType.CharDevice:
                if (KindOf(path) != FileKind.CharDevice) throw Wrong(path, "a character device");
                break;
            case HostPathType.BlockDevice:
                if (KindOf(path) != FileKind.BlockDevice) throw Wrong(path, "a block device");
                break;
            default:
                throw new VolumeException($"{source.Type} is an invalid volume type");
        }
        return path;
    }

    private static VolumeException Wrong(string path, string what) => new($"hostPath type check failed: {path} is not {what}");

    private static bool Exists(string path) => KindOf(path) != FileKind.None;

    private static bool IsRegular(string path) => KindOf(path) == FileKind.Regular;

    private static FileKind KindOf(string path) => NativeFiles.KindOf(path);
}

internal enum FileKind { None, Regular, Directory, Socket, CharDevice, BlockDevice, Other }
