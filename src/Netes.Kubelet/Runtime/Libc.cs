using System.Runtime.InteropServices;

namespace Netes.Kubelet.Runtime;

internal static partial class Libc
{
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int DetachMount = 2;
    public const int NoSuchProcess = 3;
    public const int InvalidArgument = 22;
    public const int NoEntry = 2;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unmount(string target, int flags);
}
