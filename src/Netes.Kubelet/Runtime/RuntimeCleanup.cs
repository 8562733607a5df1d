using System.Runtime.InteropServices;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Resources;

namespace Netes.Kubelet.Runtime;

/// <summary>
/// Takes away everything that runs or is mounted for a runtime, whether netes runs, was stopped or was killed; the
/// data stays. Idempotent: on a clean machine it does nothing.
/// </summary>
public static class RuntimeCleanup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SandboxLimit = TimeSpan.FromSeconds(30);

    /// <param name="otherMountRoots">More directories below which nothing may stay mounted, e.g. the Pods' volumes.</param>
    /// <param name="report">Gets a line for each step and each thing that could not be undone.</param>
    /// <param name="cgroupRoot">The kubelet's, see <see cref="KubeletOptions.CgroupRoot"/>.</param>
    public static async Task RunAsync(
        ContainerdOptions options, IReadOnlyList<string> otherMountRoots, TimeProvider time, Action<string> report,
        string cgroupRoot = "")
    {
        // 1. In order, by the runtime: its network plug-ins give addresses and interfaces back.
        var containerd = ContainerdProcess.Adopt(options);
        if (containerd is null && File.Exists(options.ConfigFile) && Leftovers(ProcessTable.List(), options.SocketPath).Count > 0)
            containerd = ContainerdProcess.Start(options); // containers without it: it has to end them
        if (containerd is not null)
        {
            await RemoveSandboxesAsync(options, time, report).ConfigureAwait(false);
            // 2. The runtime itself.
            await containerd.StopAsync(Patience, time).ConfigureAwait(false);
            report($"containerd stopped (pid {containerd.Identity.Pid})");
        }

        // 3. Shims that are left, with all that runs below them.
        foreach (var process in Leftovers(ProcessTable.List(), options.SocketPath))
        {
            await ProcessEnd.KillAsync(process.Identity, time).ConfigureAwait(false);
            report($"killed {process.Identity.Pid}: {string.Join(' ', process.Arguments.Take(1))}");
        }

        DeleteShimSockets(options);

        // 4. Root file systems, shared memory, network namespaces, volumes.
        foreach (var mountPoint in MountInfo.Below(
            MountInfo.ReadOwn(), [options.RootDirectory, options.StateDirectory, .. otherMountRoots]))
        {
            if (Libc.Unmount(mountPoint, Libc.DetachMount) != 0
                && Marshal.GetLastPInvokeError() is not (Libc.InvalidArgument or Libc.NoEntry) and var error)
                report($"{mountPoint} stays mounted: {Marshal.GetPInvokeErrorMessage(error)}");
        }

        // 5. The Pods' control groups. One in which another node's containers run can't be removed, and isn't.
        CgroupFileSystem.System.TryRemove(new CgroupPaths(cgroupRoot).Kubepods);

        // 6. The state of what no longer runs; never through a mount, which would empty what is mounted.
        var isFree = MountInfo.Below(MountInfo.ReadOwn(), options.StateDirectory).Count == 0;
        if (isFree && Directory.Exists(options.StateDirectory)) Directory.Delete(options.StateDirectory, recursive: true);
    }

    /// <summary>Our shims (their command line names our socket) and everything that descends from them, shims first.</summary>
    internal static IReadOnlyList<ProcessEntry> Leftovers(IReadOnlyList<ProcessEntry> processes, string socketPath)
    {
        var children = processes.ToLookup(p => p.Parent);
        var found = new List<ProcessEntry>(processes.Where(p => IsShim(p, socketPath)));
        for (var i = 0; i < found.Count; i++) found.AddRange(children[found[i].Identity.Pid].Except(found));
        return found;
    }

    private static bool IsShim(ProcessEntry process, string socketPath)
    {
        if (process.Arguments.Count == 0) return false;
        if (!Path.GetFileName(process.Arguments[0]).StartsWith("containerd-shim", StringComparison.Ordinal)) return false;
        for (var i = 0; i + 1 < process.Arguments.Count; i++)
            if (process.Arguments[i] == "-address" && process.Arguments[i + 1] == socketPath) return true;
        return false;
    }

    private static async Task RemoveSandboxesAsync(ContainerdOptions options, TimeProvider time, Action<string> report)
    {
        using var channel = CriChannel.Create(options.SocketPath);
        using var limit = new CancellationTokenSource(SandboxLimit, time);
        try
        {
            var runtime = new RuntimeServiceClient(channel, time);
            await AnswersAsync(runtime, time, limit.Token).ConfigureAwait(false);
            foreach (var failure in await SandboxRemoval.RemoveAllAsync(runtime, limit.Token).ConfigureAwait(false))
                report(failure);
        }
        catch (CriException e)
        {
            report($"containerd does not answer: {e.Detail}");
        }
        catch (OperationCanceledException)
        {
            report($"containers did not stop within {SandboxLimit.TotalSeconds:0} s");
        }
    }

    private static async Task AnswersAsync(RuntimeServiceClient runtime, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await runtime.VersionAsync(cancellation).ConfigureAwait(false);
                return;
            }
            catch (CriException e) when (!e.IsUnimplemented)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A shim's socket is outside our directories (containerd fixes where); a killed one leaves it behind.</summary>
    private static void DeleteShimSockets(ContainerdOptions options)
    {
        var tasks = Path.Combine(options.StateDirectory, "io.containerd.runtime.v2.task", ContainerdNamespace.Name);
        if (!Directory.Exists(tasks)) return;
        foreach (var task in Directory.EnumerateDirectories(tasks))
        {
            var address = Path.Combine(task, "address");
            if (File.Exists(address) && File.ReadAllText(address).Trim() is var uri
                && uri.StartsWith("unix://", StringComparison.Ordinal))
                File.Delete(uri["unix://".Length..]);
        }
    }
}
