namespace Netes.EndToEnd.Tests.Machine;

/// <summary>
/// A network namespace for one test node. A veth pair leads to the test process; the default route ends in a bridge that has no
/// other port, so that nothing leaks out.
/// </summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private readonly int _index;

    private NetworkNamespace(int index) => _index = index;

    public string Name => $"netes-e2e-{Environment.ProcessId}-{_index}";

    public string NodeAddress => $"10.254.{_index}.2";

    /// <summary>The other end of the wire: where the tests' own servers listen.</summary>
    public string HostAddress => $"10.254.{_index}.1";

    private string HostLink => $"ne{Environment.ProcessId % 100000}h{_index}";

    public static async Task<NetworkNamespace> CreateAsync(int index)
    {
        var created = new NetworkNamespace(index);
        try
        {
            await created.SetUpAsync();
            return created;
        }
        catch
        {
            await created.DisposeAsync();
            throw;
        }
    }

    private async Task SetUpAsync()
    {
        await IpAsync("netns", "add", Name);
        await IpAsync("link", "add", HostLink, "type", "veth", "peer", "name", "eth0", "netns", Name);
        await IpAsync("addr", "add", $"{HostAddress}/30", "dev", HostLink);
        await IpAsync("link", "set", HostLink, "up");
        await IpAsync("-n", Name, "link", "set", "lo", "up");
        await IpAsync("-n", Name, "addr", "add", $"{NodeAddress}/30", "dev", "eth0");
        await IpAsync("-n", Name, "link", "set", "eth0", "up");
        await IpAsync("-n", Name, "link", "add", "void0", "type", "bridge");
        await IpAsync("-n", Name, "link", "set", "void0", "up");
        await IpAsync("-n", Name, "route", "add", "default", "dev", "void0", "metric", "4000", "src", NodeAddress);
    }

    private static async Task IpAsync(params string[] arguments) => (await Shell.RunAsync(["ip", .. arguments])).Succeeded();

    /// <summary>The words that run a program within the namespace.</summary>
    public IReadOnlyList<string> Enter => ["nsenter", $"--net=/run/netns/{Name}"];

    /// <summary>The ids of the processes within.</summary>
    public async Task<IReadOnlyList<string>> ProcessesAsync() =>
        (await Shell.RunAsync(["ip", "netns", "pids", Name])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async Task KillProcessesAsync()
    {
        foreach (string pid in await ProcessesAsync()) await Shell.RunAsync(["kill", "-9", pid]);
    }

    public async ValueTask DisposeAsync()
    {
        await KillProcessesAsync();
        await Shell.RunAsync(["ip", "netns", "del", Name]);
        await Shell.RunAsync(["ip", "link", "del", HostLink]);
    }
}
