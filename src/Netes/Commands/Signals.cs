using System.Runtime.InteropServices;

namespace Netes.Commands;

internal static partial class Signals
{
    private const int SigTerm = 15;

    /// <summary>Asks a process to end (SIGTERM).</summary>
    /// <exception cref="UserException">It can't be signalled.</exception>
    public static void Terminate(int pid)
    {
        if (Kill(pid, SigTerm) != 0)
            throw new UserException($"process {pid} can't be stopped: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
