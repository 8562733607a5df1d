using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Netes.Kubelet.Runtime;
using Netes.Network.Cni;
using Netes.Network.Proxy;
using Netes.Roles;

namespace Netes.Commands;

/// <summary><c>netes down</c>: stops the server and takes away everything that it started; the data stays.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static Command Create()
    {
        var dataDir = DataDirectory.Option();
        var command = new Command("down", "Stop the node and everything that it started: containers, interfaces, nft tables, mounts. The data stays.") { dataDir };
        command.Run((result, _) => RunAsync(new DataDirectory(Path.GetFullPath(result.GetValue(dataDir)!))));
        return command;
    }

    private static async Task<int> RunAsync(DataDirectory data)
    {
        var layout = new NodeLayout(data);
        await StopAsync(data.PidFile);
        await StopAsync(data.KubeletPidFile);
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return 0;
        await RuntimeCleanup.RunAsync(layout.Containerd, [layout.Kubelet], TimeProvider.System, static line => Console.WriteLine($"  {line}"));
        await ServiceProxy.CleanUpAsync(new NftablesProcess(), CancellationToken.None);
        await new PodNetwork(new PodNetworkOptions { PodCidr = "", ClusterCidr = "", ServiceCidr = "", StateDirectory = layout.CniState }, NullLogger<PodNetwork>.Instance)
            .CleanUpAsync(CancellationToken.None);
        Console.WriteLine("stopped; the data stays in " + data.Path);
        return 0;
    }

    private static async Task StopAsync(string pidFile)
    {
        int pid = PidFile.ReadPid(pidFile);
        if (pid == 0 || !IsNetes(pid)) return;
        using var server = Process.GetProcessById(pid);
        Console.WriteLine($"stopping netes (process {pid})");
        Signals.Terminate(pid);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await server.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"  it did not stop within {Patience.TotalSeconds:0} s; killing it");
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>A stale file may name a process that is somebody else's by now.</summary>
    private static bool IsNetes(int pid)
    {
        string commandLine = $"/proc/{pid}/cmdline";
        return File.Exists(commandLine) && File.ReadAllText(commandLine).Contains("netes", StringComparison.Ordinal);
    }
}
