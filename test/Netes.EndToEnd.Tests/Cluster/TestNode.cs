using System.Diagnostics;
using System.Globalization;
using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests.Cluster;

/// <summary>
/// A real node: <c>netes server</c> as a process on a machine of its own, with kubectl and curl that run beside it. Disposing ends
/// all that it started.
/// </summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly TestMachine _machine;
    private Process? _process;
    private Registry? _registry;

    private TestNode(TestMachine machine) => _machine = machine;

    public string DataDirectory => Path.Combine(_machine.Directory, "data");

    public string Kubeconfig => Path.Combine(DataDirectory, "admin.kubeconfig");

    public string Address => _machine.Address;

    private string LogFile => Path.Combine(_machine.Directory, "netes.log");

    /// <summary>From the start of the process to the node's Ready, of the last start.</summary>
    public TimeSpan TimeToReady { get; private set; }

    public static async Task<TestNode> StartNewAsync()
    {
        var node = new TestNode(await TestMachine.CreateAsync());
        try
        {
            TestImages.WriteTo(Directory.CreateDirectory(Path.Combine(node.DataDirectory, "images")).FullName);
            await node.StartRegistryAsync();
            await node.StartAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the node would pull from the Internet, it pulls from the tests.</summary>
    private async Task StartRegistryAsync()
    {
        _registry = await Registry.StartAsync(System.Net.IPAddress.Parse(_machine.HostAddress));
        TestImages.AddTo(_registry);
        string address = $"http://{_machine.HostAddress}:{_registry.Port}";
        string directory = Directory.CreateDirectory(Path.Combine(DataDirectory, "registries", "docker.io")).FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "hosts.toml"), $"server = \"{address}\"\n[host.\"{address}\"]\n  capabilities = [\"pull\", \"resolve\"]\n");
    }

    /// <summary>Starts the program and waits until the node is Ready.</summary>
    public async Task StartAsync()
    {
        long started = Stopwatch.GetTimestamp();
        _process = _machine.Start([.. NetesProgram.Command, "server", "--data-dir", DataDirectory, "--node-name", "e2e", "--bind-address", "0.0.0.0"], LogFile);
        var wait = await RunAsync([.. NetesProgram.Command, "wait", "--data-dir", DataDirectory, "--timeout", "90s"]);
        Assert.True(wait.ExitCode == 0, $"{wait.Output}{wait.Error}\n{Shell.Tail(LogFile)}");
        TimeToReady = Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Ends the server as a power failure would.</summary>
    public async Task KillAsync()
    {
        await Shell.RunAsync(["kill", "-9", Pid]);
        await _process!.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private string Pid => _process!.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Runs a program on the node's machine, with KUBECONFIG set.</summary>
    public Task<ShellResult> RunAsync(IReadOnlyList<string> command, string? input = null) =>
        _machine.RunAsync(command, input, new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = _machine.Directory });

    public Task<ShellResult> KubectlAsync(params string[] arguments) => RunAsync(["kubectl", .. arguments]);

    /// <summary>kubectl with a manifest on standard input.</summary>
    public Task<ShellResult> KubectlWithInputAsync(string input, params string[] arguments) => RunAsync(["kubectl", .. arguments], input);

    public async Task<string> CurlAsync(string url) => (await RunAsync(["curl", "-sS", "--fail", "--max-time", "5", url])).Succeeded();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await Shell.RunAsync(["kill", "-TERM", Pid]);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        await _machine.RunAsync([.. NetesProgram.Command, "down", "--data-dir", DataDirectory]);
        if (_registry is not null) await _registry.DisposeAsync();
        await _machine.DisposeAsync();
    }
}
