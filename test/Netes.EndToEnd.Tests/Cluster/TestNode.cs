using System.Diagnostics;
using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests.Cluster;

/// <summary>
/// A real node: <c>netes server</c> as a process in mount and network namespaces of its own, with kubectl and curl that run beside
/// it. Disposing ends all that it started.
/// </summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static int s_count;

    private readonly NetworkNamespace _network;
    private readonly string _directory;
    private Process? _process;
    private Process? _mounts;

    private TestNode(NetworkNamespace network, string directory)
    {
        _network = network;
        _directory = directory;
    }

    public string DataDirectory => Path.Combine(_directory, "data");

    public string Kubeconfig => Path.Combine(DataDirectory, "admin.kubeconfig");

    public string Address => _network.NodeAddress;

    /// <summary>From the start of the process to the node's Ready, of the last start.</summary>
    public TimeSpan TimeToReady { get; private set; }

    public static async Task<TestNode> StartNewAsync()
    {
        int index = Interlocked.Increment(ref s_count);
        var network = await NetworkNamespace.CreateAsync(index);
        var node = new TestNode(network, Directory.CreateTempSubdirectory("netes-e2e-").FullName);
        try
        {
            Directory.CreateDirectory(Path.Combine(node.DataDirectory, "images"));
            TestImages.WriteTo(Path.Combine(node.DataDirectory, "images"));
            await node.StartAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program and waits until the node is Ready.</summary>
    public async Task StartAsync()
    {
        long started = Stopwatch.GetTimestamp();
        string log = Path.Combine(_directory, "netes.log");
        string program = string.Join(' ', NetesProgram());
        if (_mounts is null) await StartMountKeeperAsync();
        _process = Process.Start(new ProcessStartInfo("setsid", [.. _network.Enter, $"--mount=/proc/{_mounts!.Id}/ns/mnt", "sh", "-c",
            $"exec {program} server --data-dir {DataDirectory} --node-name e2e --bind-address 0.0.0.0 >>{log} 2>&1"]))!;
        var wait = await RunAsync([.. NetesProgram(), "wait", "--data-dir", DataDirectory, "--timeout", "90s"]);
        Assert.True(wait.ExitCode == 0, $"{wait.Output}{wait.Error}\n{Tail(log)}");
        TimeToReady = Stopwatch.GetElapsedTime(started);
    }

    /// <summary>A sleeping process holds the node's mount namespace, so that it outlives a killed server.</summary>
    private async Task StartMountKeeperAsync()
    {
        _mounts = Process.Start(new ProcessStartInfo("setsid", [.. _network.Enter, "unshare", "--mount", "--propagation", "private", "sleep", "infinity"]))!;
        string ours = File.ResolveLinkTarget("/proc/self/ns/mnt", false)!.Name;
        await Shell.EventuallyAsync(() => Task.FromResult(File.ResolveLinkTarget($"/proc/{_mounts.Id}/ns/mnt", false)!.Name != ours), "the mount namespace");
    }

    /// <summary>The program under test: what NETES names (such as a native binary), else the one built beside the tests.</summary>
    private static string[] NetesProgram() =>
        Environment.GetEnvironmentVariable("NETES") is { Length: > 0 } named ? [named] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "netes.dll")];

    private static string Tail(string log) => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(60)) : "(no log)";

    /// <summary>Ends the server as a power failure would.</summary>
    public async Task KillAsync()
    {
        await Shell.RunAsync(["kill", "-9", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Runs a program in the node's network, with KUBECONFIG set.</summary>
    public Task<ShellResult> RunAsync(IReadOnlyList<string> command, string? input = null) =>
        Shell.RunAsync([.. _network.Enter, .. command], input, new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = _directory });

    public Task<ShellResult> KubectlAsync(params string[] arguments) => RunAsync(["kubectl", .. arguments]);

    /// <summary>kubectl with a manifest on standard input.</summary>
    public Task<ShellResult> KubectlWithInputAsync(string input, params string[] arguments) => RunAsync(["kubectl", .. arguments], input);

    public async Task<string> CurlAsync(string url) => (await RunAsync(["curl", "-sS", "--fail", "--max-time", "5", url])).Succeeded();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await RunAsync(["kill", "-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        if (_mounts is not null)
        {
            await Shell.RunAsync([.. _network.Enter, $"--mount=/proc/{_mounts.Id}/ns/mnt", .. NetesProgram(), "down", "--data-dir", DataDirectory]);
            _mounts.Kill();
            _mounts.Dispose();
        }
        await _network.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
