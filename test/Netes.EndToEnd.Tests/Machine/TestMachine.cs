using System.Diagnostics;
using System.Globalization;

namespace Netes.EndToEnd.Tests.Machine;

/// <summary>
/// What a cluster of its own takes for the machine: a network namespace, a mount namespace that outlives killed servers, and a
/// directory. Disposing ends every process inside and deletes all.
/// </summary>
internal sealed class TestMachine : IAsyncDisposable
{
    private static int s_count;

    private readonly NetworkNamespace _network;
    private readonly Process _mounts;

    private TestMachine(NetworkNamespace network, Process mounts, string directory)
    {
        _network = network;
        _mounts = mounts;
        Directory = directory;
    }

    public string Directory { get; }

    /// <summary>Where others reach the machine.</summary>
    public string Address => _network.NodeAddress;

    /// <summary>Where the machine reaches the tests.</summary>
    public string HostAddress => _network.HostAddress;

    public static async Task<TestMachine> CreateAsync()
    {
        var network = await NetworkNamespace.CreateAsync(Interlocked.Increment(ref s_count));
        var mounts = Process.Start(new ProcessStartInfo("setsid", [.. network.Enter, "unshare", "--mount", "--propagation", "private", "sleep", "infinity"]))!;
        var machine = new TestMachine(network, mounts, System.IO.Directory.CreateTempSubdirectory("netes-e2e-").FullName);
        string ours = File.ResolveLinkTarget("/proc/self/ns/mnt", false)!.Name;
        await Shell.EventuallyAsync(() => Task.FromResult(File.ResolveLinkTarget($"/proc/{mounts.Id}/ns/mnt", false)!.Name != ours), "the mount namespace");
        return machine;
    }

    private string[] Enter => [.. _network.Enter, $"--mount=/proc/{_mounts.Id.ToString(CultureInfo.InvariantCulture)}/ns/mnt"];

    /// <summary>Starts a program on the machine; what it says goes to the log file.</summary>
    public Process Start(IReadOnlyList<string> command, string log) =>
        Process.Start(new ProcessStartInfo("setsid", [.. Enter, "sh", "-c", $"exec {string.Join(' ', command)} >>{log} 2>&1"]))!;

    /// <summary>Runs a program on the machine and waits for its end.</summary>
    public Task<ShellResult> RunAsync(IReadOnlyList<string> command, string? input = null, IReadOnlyDictionary<string, string>? environment = null) =>
        Shell.RunAsync([.. Enter, .. command], input, environment);

    /// <summary>The processes on the machine, but for the one that holds its mount namespace.</summary>
    public async Task<IReadOnlyList<string>> ProcessesAsync()
    {
        var pids = await _network.ProcessesAsync();
        return [.. pids.Where(p => p != _mounts.Id.ToString(CultureInfo.InvariantCulture)).Select(CommandLine).Where(static c => c.Length > 0)];
    }

    private static string CommandLine(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ').Trim();
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _network.KillProcessesAsync();
        await _mounts.WaitForExitAsync();
        _mounts.Dispose();
        await _network.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
