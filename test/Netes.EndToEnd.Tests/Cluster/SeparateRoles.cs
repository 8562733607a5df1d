using System.Diagnostics;
using System.Globalization;
using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests.Cluster;

/// <summary>API server, controllers, scheduler, kubelet and service proxy as processes of their own on one machine.</summary>
internal sealed class SeparateRoles : IAsyncDisposable
{
    private const string NodeName = "alone";

    private readonly TestMachine _machine;
    private readonly List<(string Role, Process Process)> _running = [];

    private SeparateRoles(TestMachine machine) => _machine = machine;

    public string DataDirectory => Path.Combine(_machine.Directory, "data");

    public string Address => _machine.Address;

    public static async Task<SeparateRoles> StartAsync()
    {
        var roles = new SeparateRoles(await TestMachine.CreateAsync());
        try
        {
            await roles.StartAllAsync();
            return roles;
        }
        catch
        {
            await roles.DisposeAsync();
            throw;
        }
    }

    private async Task StartAllAsync()
    {
        TestImages.WriteTo(Directory.CreateDirectory(Path.Combine(DataDirectory, "images")).FullName);
        StartRole("apiserver", "--data-dir", DataDirectory);
        // A client that asks again until the server listens, as any other would.
        await Shell.EventuallyAsync(async () => File.Exists(Admin) && (await KubectlAsync("get", "--raw", "/readyz")).ExitCode == 0, "the API server");
        await KubeconfigAsync("controller-manager", "system:kube-controller-manager");
        await KubeconfigAsync("scheduler", "system:kube-scheduler");
        await KubeconfigAsync("proxy", "system:kube-proxy");
        await KubeconfigAsync("kubelet", $"system:node:{NodeName}", "--group", "system:nodes");
        (await RunAsync([.. NetesProgram.Command, "credentials", "serving", "--data-dir", DataDirectory, "--name", NodeName, "--address", Address,
            "--cert-file", InDirectory("kubelet.crt"), "--key-file", InDirectory("kubelet.key")])).Succeeded();
        string authority = Path.Combine(DataDirectory, "tls", "ca.crt");

        StartRole("controller-manager", "--kubeconfig", InDirectory("controller-manager.kubeconfig"), "--root-ca-file", authority);
        StartRole("scheduler", "--kubeconfig", InDirectory("scheduler.kubeconfig"));
        StartRole("proxy", "--kubeconfig", InDirectory("proxy.kubeconfig"), "--node-name", NodeName);
        StartRole("kubelet", "--kubeconfig", InDirectory("kubelet.kubeconfig"), "--data-dir", DataDirectory, "--node-name", NodeName, "--node-ip", Address,
            "--tls-cert-file", InDirectory("kubelet.crt"), "--tls-private-key-file", InDirectory("kubelet.key"), "--client-ca-file", authority);
        var wait = await RunAsync([.. NetesProgram.Command, "wait", "--data-dir", DataDirectory, "--timeout", "90s"]);
        Assert.True(wait.ExitCode == 0, $"{wait.Output}{wait.Error}\n{LogOf("kubelet")}");
    }

    private string Admin => Path.Combine(DataDirectory, "admin.kubeconfig");

    private string InDirectory(string name) => Path.Combine(_machine.Directory, name);

    private void StartRole(string role, params string[] arguments) =>
        _running.Add((role, _machine.Start([.. NetesProgram.Command, role, .. arguments], InDirectory($"{role}.log"))));

    private async Task KubeconfigAsync(string role, string user, params string[] more) =>
        (await RunAsync([.. NetesProgram.Command, "credentials", "kubeconfig", InDirectory($"{role}.kubeconfig"), "--data-dir", DataDirectory, "--user", user, .. more])).Succeeded();

    public string LogOf(string role) => Shell.Tail(InDirectory($"{role}.log"));

    public Task<ShellResult> RunAsync(IReadOnlyList<string> command) =>
        _machine.RunAsync(command, null, new Dictionary<string, string> { ["KUBECONFIG"] = Admin, ["HOME"] = _machine.Directory });

    public Task<ShellResult> KubectlAsync(params string[] arguments) => RunAsync(["kubectl", .. arguments]);

    public Task<IReadOnlyList<string>> ProcessesAsync() => _machine.ProcessesAsync();

    /// <summary>Asks every role to end, the API server last.</summary>
    /// <returns>How each ended.</returns>
    public async Task<IReadOnlyList<(string Role, int Status)>> StopAsync()
    {
        List<(string, int)> ended = [];
        foreach (var (role, process) in Enumerable.Reverse(_running).ToList())
        {
            await Shell.RunAsync(["kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
            ended.Add((role, process.ExitCode));
            process.Dispose();
        }
        _running.Clear();
        return ended;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await RunAsync([.. NetesProgram.Command, "down", "--data-dir", DataDirectory]);
        await _machine.DisposeAsync();
    }
}
