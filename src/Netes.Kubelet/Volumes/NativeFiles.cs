using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Netes.Kubelet.Volumes;

/// <summary>What .NET's file API leaves out of Linux: owners, mounts, and opening a path that must not lead outside.</summary>
internal static partial class NativeFiles
{
    private const int AtCurrentDirectory = -100;
    private const long OpenAt2 = 437;
    private const int OpenPath = 0x200000, OpenCloseOnExec = 0x80000, OpenDirectory = 0x10000;
    private const ulong ResolveBeneath = 0x08, ResolveNoMagicLinks = 0x02;
    private const int MountBind = 0x1000, MountRecursive = 0x4000;
    private const int UnmountDetach = 2, UnmountNoFollow = 8;
    private const int Exists = 17, Again = 11;

    /// <summary>Sets the owner of the path itself, not of what a link points to; -1 leaves it as it is.</summary>
    public static void Chown(string path, long user, long group) => Check(lchown(path, (int)user, (int)group), path);

    public static long GroupOf(string path)
    {
        // struct statx: stx_uid at 20, stx_gid at 24 on every architecture.
        Span<byte> buffer = stackalloc byte[256];
        const uint basicStats = 0x7ff;
        Check(statx(AtCurrentDirectory, path, 0, basicStats, ref MemoryMarshal.GetReference(buffer)), path);
        return MemoryMarshal.Read<uint>(buffer[24..]);
    }

    /// <summary>What stands at a path, links followed.</summary>
    public static FileKind KindOf(string path)
    {
        // struct statx: stx_mode at 28, 16 bits.
        Span<byte> buffer = stackalloc byte[256];
        if (statx(AtCurrentDirectory, path, 0, 1, ref MemoryMarshal.GetReference(buffer)) != 0) return FileKind.None;
        return (MemoryMarshal.Read<ushort>(buffer[28..]) & 0xF000) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Directory,
            0xC000 => FileKind.Socket,
            0x2000 => FileKind.CharDevice,
            0x6000 => FileKind.BlockDevice,
            _ => FileKind.Other,
        };
    }

    /// <summary>Renames, replacing what is there, be it a link to a directory.</summary>
    public static void Rename(string from, string to) => Check(rename(from, to), from);

    public static void MountTmpfs(string target, string options) =>
        Check(mount("tmpfs", target, "tmpfs", 0, options), target);

    public static void BindMount(string source, string target) =>
        Check(mount(source, target, null, MountBind | MountRecursive, null), target);

    /// <summary>Detaches whatever is mounted there; open files in it live on until they are closed.</summary>
    public static void Unmount(string target) => Check(umount2(target, UnmountDetach | UnmountNoFollow), target);

    /// <summary>
    /// Opens a path below a directory so that no link in it, however it changes meanwhile, leads out of the directory.
    /// </summary>
    /// <returns>A handle that only names the file (O_PATH); null when it does not exist.</returns>
    /// <exception cref="VolumeException">The path leads outside.</exception>
    public static SafeFileHandle? OpenBeneath(SafeFileHandle root, string relative)
    {
        var how = new OpenHow { Flags = OpenPath | OpenCloseOnExec, Resolve = ResolveBeneath | ResolveNoMagicLinks };
        for (int attempt = 0; ; attempt++)
        {
            long fd = syscall(OpenAt2, (int)root.DangerousGetHandle(), relative, ref how, (nuint)Marshal.SizeOf<OpenHow>());
            if (fd >= 0) return new SafeFileHandle((nint)fd, ownsHandle: true);
            int error = Marshal.GetLastPInvokeError();
            const int noEntry = 2, crossDevice = 18, loop = 40;
            // The kernel could not rule out a race with a rename: try again.
            if (error == Again && attempt < 64) continue;
            if (error == noEntry) return null;
            if (error is crossDevice or loop) throw new VolumeException($"subpath \"{relative}\" not within volume path");
            throw new VolumeException($"opening subpath \"{relative}\": {new Win32Exception(error).Message}");
        }
    }

    public static SafeFileHandle OpenDirectoryPath(string path)
    {
        int fd = open(path, OpenPath | OpenDirectory | OpenCloseOnExec);
        Check(fd, path);
        return new SafeFileHandle(fd, ownsHandle: true);
    }

    public static SafeFileHandle OpenFilePath(string path)
    {
        int fd = open(path, OpenPath | OpenCloseOnExec);
        Check(fd, path);
        return new SafeFileHandle(fd, ownsHandle: true);
    }

    /// <summary>Makes a directory in an open one; one that is there already is fine.</summary>
    public static void MakeDirectoryAt(SafeFileHandle parent, string name, int mode)
    {
        if (mkdirat((int)parent.DangerousGetHandle(), name, mode) == 0) return;
        int error = Marshal.GetLastPInvokeError();
        if (error != Exists) throw new VolumeException($"creating directory \"{name}\": {new Win32Exception(error).Message}");
    }

    /// <summary>A path by which the kernel finds the file of a handle.</summary>
    public static string PathOf(SafeFileHandle handle) => $"/proc/self/fd/{(int)handle.DangerousGetHandle()}";

    private static void Check(int result, string path)
    {
        if (result >= 0) return;
        int error = Marshal.GetLastPInvokeError();
        throw new IOException($"{path}: {new Win32Exception(error).Message}");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, int user, int group);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, ref byte buffer);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdirat(int directory, string path, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long syscall(long number, int directory, string path, ref OpenHow how, nuint size);
}
