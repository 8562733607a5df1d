using System.ComponentModel;
using Netes.Testing;

namespace Netes.Network.Tests.Proxy;

/// <summary>
/// Network namespaces of our own: one "node" with a bridge, and Pods, a client outside, on veth pairs. Nothing touches the
/// machine's own network; all of it goes with <see cref="DisposeAsync"/>.
/// </summary>
internal sealed class PrivateNetwork : IAsyncDisposable
{
    private static int s_count;
    private readonly string _prefix = $"nt{Environment.ProcessId}x{Interlocked.Increment(ref s_count)}";
    private readonly List<string> _namespaces = [];
    private readonly List<System.Diagnostics.Process> _servers = [];

    private PrivateNetwork()
    {
    }

    public string Node => $"{_prefix}node";

    /// <summary>A node 192.168.77.1 with bridge netes0 (10.42.0.1/24), and a client 192.168.77.2 beyond its uplink.</summary>
    public static async Task<PrivateNetwork> CreateAsync()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root for network namespaces");
        Assert.SkipUnless(File.Exists("/usr/sbin/nft") || File.Exists("/usr/bin/nft"), "needs nftables");
        Assert.SkipUnless(File.Exists("/usr/bin/socat"), "needs socat");
        var network = new PrivateNetwork();
        try
        {
            await network.BuildAsync();
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    public string Namespace(string name) => _prefix + name;

    public async Task AddPodAsync(string name, string address)
    {
        string ns = await AddNamespaceAsync(name);
        string host = $"{_prefix}{name}"[^Math.Min(15, _prefix.Length + name.Length)..];
        await HostAsync("ip", "link", "add", host, "netns", Node, "type", "veth", "peer", "name", "eth0", "netns", ns);
        await InNodeAsync("ip", "link", "set", host, "master", "netes0", "up");
        await InNodeAsync("ip", "link", "set", host, "type", "bridge_slave", "hairpin", "on");
        await InAsync(ns, "ip", "addr", "add", $"{address}/24", "dev", "eth0");
        await InAsync(ns, "ip", "link", "set", "eth0", "up");
        await InAsync(ns, "ip", "route", "add", "default", "via", "10.42.0.1");
    }

    /// <summary>Answers each connection (or datagram) in the namespace with its name and the peer's address.</summary>
    public async Task ServeAsync(string name, int port, string protocol = "tcp")
    {
        string listen = protocol == "tcp" ? $"TCP4-LISTEN:{port},fork,reuseaddr" : $"UDP4-LISTEN:{port},fork,reuseaddr";
        var start = new System.Diagnostics.ProcessStartInfo(
            "ip", ["netns", "exec", Namespace(name), "socat", listen, $"SYSTEM:read line; echo {name} $SOCAT_PEERADDR"])
        {
            RedirectStandardError = true,
        };
        _servers.Add(System.Diagnostics.Process.Start(start)!);
        string probe = protocol == "tcp" ? "-tln" : "-uln";
        await Eventually.IsTrueAsync(async () => (await RunAsync(Namespace(name), "ss", probe)).Output.Contains($":{port} ", StringComparison.Ordinal), "the server listens");
    }

    /// <summary>Sends a line and gives what came back; "" for refused, timed out or nothing.</summary>
    public async Task<string> AskAsync(string name, string address, int port, string protocol = "tcp")
    {
        string target = protocol == "tcp" ? $"TCP4:{address}:{port},connect-timeout=2" : $"UDP4:{address}:{port}";
        ProgramResult result = await ProgramRunner.RunAsync(
            "ip", ["netns", "exec", Namespace(name), "socat", "-t2", "-T2", "-", target], "hello\n", TestContext.Current.CancellationToken);
        return result.Output.Trim();
    }

    public Task<ProgramResult> InNodeAsync(params string[] command) => InAsync(Node, command);

    public async Task ApplyAsync(string transaction)
    {
        ProgramResult result = await ProgramRunner.RunAsync(
            "ip", ["netns", "exec", Node, "nft", "-f", "-"], transaction, TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, result.Error + transaction);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (System.Diagnostics.Process server in _servers)
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
        }

        foreach (string ns in _namespaces)
        {
            await ProgramRunner.RunAsync("ip", ["netns", "delete", ns], null, CancellationToken.None);
        }
    }

    private async Task BuildAsync()
    {
        await AddNamespaceAsync("node");
        await InNodeAsync("sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1");
        string client = await AddNamespaceAsync("client");
        await HostAsync("ip", "link", "add", "uplink", "netns", Node, "type", "veth", "peer", "name", "eth0", "netns", client);
        await InNodeAsync("ip", "addr", "add", "192.168.77.1/24", "dev", "uplink");
        await InNodeAsync("ip", "link", "set", "uplink", "up");
        await InAsync(client, "ip", "addr", "add", "192.168.77.2/24", "dev", "eth0");
        await InAsync(client, "ip", "link", "set", "eth0", "up");
        await InAsync(client, "ip", "route", "add", "default", "via", "192.168.77.1");
        foreach (Netes.Network.Cni.NetworkStep step in Netes.Network.Cni.PodNetworkPlan.SetUp(Options, bridgeExists: false))
        {
            ProgramResult result = await ProgramRunner.RunAsync(
                "ip", ["netns", "exec", Node, step.Program, .. step.Arguments], step.Input, TestContext.Current.CancellationToken);
            Assert.True(result.ExitCode == 0, $"{step}: {result.Error}");
        }

        foreach (Netes.Network.Cni.Sysctl sysctl in Netes.Network.Cni.PodNetworkPlan.Sysctls(Options))
        {
            await InNodeAsync("sysctl", "-qw", $"{sysctl.Path.Replace('/', '.')}={sysctl.Value}");
        }
    }

    public static Netes.Network.Cni.PodNetworkOptions Options { get; } = new()
    {
        PodCidr = "10.42.0.0/24",
        ClusterCidr = "10.42.0.0/16",
        ServiceCidr = "10.43.0.0/16",
        StateDirectory = "/nonexistent",
    };

    private async Task<string> AddNamespaceAsync(string name)
    {
        string ns = Namespace(name);
        await HostAsync("ip", "netns", "add", ns);
        _namespaces.Add(ns);
        await InAsync(ns, "ip", "link", "set", "lo", "up");
        return ns;
    }

    private static Task<ProgramResult> RunAsync(string ns, params string[] command) =>
        ProgramRunner.RunAsync("ip", ["netns", "exec", ns, .. command], null, TestContext.Current.CancellationToken);

    private static async Task<ProgramResult> InAsync(string ns, params string[] command)
    {
        ProgramResult result = await RunAsync(ns, command);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', command)}: {result.Error}");
        return result;
    }

    private static async Task HostAsync(string program, params string[] arguments)
    {
        try
        {
            ProgramResult result = await ProgramRunner.RunAsync(program, arguments, null, TestContext.Current.CancellationToken);
            Assert.SkipWhen(result.Error.Contains("Operation not permitted", StringComparison.Ordinal), result.Error);
            Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {result.Error}");
        }
        catch (Win32Exception e)
        {
            Assert.Skip($"needs {program}: {e.Message}");
        }
    }
}
