namespace Netes.Kubelet.Runtime;

/// <summary>Ends processes, by identity and never by number alone.</summary>
internal static class ProcessEnd
{
    public static async Task TerminateAsync(ProcessIdentity process, TimeSpan patience, TimeProvider time)
    {
        Signal(process, Libc.SigTerm);
        if (await GoneAsync(process, patience, time).ConfigureAwait(false)) return;
        await KillAsync(process, time).ConfigureAwait(false);
    }

    public static async Task KillAsync(ProcessIdentity process, TimeProvider time)
    {
        Signal(process, Libc.SigKill);
        if (!await GoneAsync(process, TimeSpan.FromSeconds(10), time).ConfigureAwait(false))
            throw new ContainerdException($"process {process.Pid} survives SIGKILL");
    }

    public static void Signal(ProcessIdentity process, int signal)
    {
        if (ProcessTable.IsAlive(process)) _ = Libc.Kill(process.Pid, signal); // it may end in between
    }

    private static async Task<bool> GoneAsync(ProcessIdentity process, TimeSpan patience, TimeProvider time)
    {
        var limit = time.GetUtcNow() + patience;
        var delay = TimeSpan.FromMilliseconds(2);
        while (ProcessTable.IsAlive(process))
        {
            if (time.GetUtcNow() > limit) return false;
            await Task.Delay(delay, time).ConfigureAwait(false);
            if (delay < TimeSpan.FromMilliseconds(50)) delay *= 2;
        }

        return true;
    }
}
