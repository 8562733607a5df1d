using Netes.Api.CoreV1;
using Netes.Network.Proxy;
using Netes.Testing;

namespace Netes.Network.Tests.Proxy;

/// <summary>The rules in a real kernel, with real connections, inside network namespaces of our own.</summary>
public sealed class LiveRulesTests
{
    private static readonly string[] Pods = ["a", "b"];

    [Fact]
    public async Task ClusterIP_FromPodNodeAndOutside_ReachesBothEndpoints()
    {
        await using PrivateNetwork network = await TwoPodsAsync();
        ProxyTable table = Make.Table();
        await ApplyAllAsync(network, table, Make.Service("web", "10.43.0.10"));

        foreach (string from in (string[])["c", "node", "client"])
        {
            HashSet<string> answered = [];
            await Eventually.IsTrueAsync(async () =>
            {
                answered.Add(await ServerOfAsync(network, from, "10.43.0.10", 80));
                return answered.IsSupersetOf(Pods);
            }, "both endpoints");
        }
    }

    [Fact]
    public async Task ClusterIP_FromPodOfSameBridge_KeepsClientAddress()
    {
        await using PrivateNetwork network = await TwoPodsAsync();
        await ApplyAllAsync(network, Make.Table(), Make.Service("web", "10.43.0.10"));

        Assert.EndsWith(" 10.42.0.4", await network.AskAsync("c", "10.43.0.10", 80));
    }

    [Fact]
    public async Task ClusterIP_FromItsOwnEndpoint_Hairpins()
    {
        await using PrivateNetwork network = await TwoPodsAsync();
        ProxyTable table = Make.Table();
        table.Change("web", Make.Service("web", "10.43.0.10"), Make.Slice("web", 8080, "10.42.0.2"));
        await network.ApplyAsync(table.Ruleset.RenderAll());

        Assert.Equal("a 10.42.0.1", await network.AskAsync("a", "10.43.0.10", 80));
    }

    [Fact]
    public async Task NodePort_OnNodeAddressAndLocalhost_Answers()
    {
        await using PrivateNetwork network = await TwoPodsAsync();
        Service service = Make.Service("web", "10.43.0.10", change: spec =>
        {
            spec.Type = "NodePort";
            spec.Ports![0].NodePort = 30080;
        });
        await ApplyAllAsync(network, Make.Table(), service);

        Assert.Contains(await ServerOfAsync(network, "client", "192.168.77.1", 30080), Pods);
        Assert.Contains(await ServerOfAsync(network, "node", "192.168.77.1", 30080), Pods);
        Assert.Contains(await ServerOfAsync(network, "node", "127.0.0.1", 30080), Pods);
        Assert.Contains(await ServerOfAsync(network, "c", "192.168.77.1", 30080), Pods);
    }

    [Fact]
    public async Task NodePort_ExternalPolicyLocal_KeepsOutsideClientAddress()
    {
        await using PrivateNetwork network = await TwoPodsAsync();
        Service service = Make.Service("web", "10.43.0.10", change: spec =>
        {
            spec.Type = "NodePort";
            spec.ExternalTrafficPolicy = "Local";
            spec.Ports![0].NodePort = 30080;
        });
        ProxyTable table = Make.Table();
        table.Change("web", service, Make.SliceOf("web", 8080, "TCP", Make.Endpoint("10.42.0.2"), Make.Endpoint("10.42.0.3", "node-b")));
        await network.ApplyAsync(table.Ruleset.RenderAll());

        for (int i = 0; i < 8; i++)
        {
            Assert.Equal("a 192.168.77.2", await network.AskAsync("client", "192.168.77.1", 30080));
        }
    }

    [Fact]
    public async Task Affinity_ManyConnections_StayOnOneEndpoint()
    {
        await using PrivateNetwork network = await TwoPodsAsync();
        await ApplyAllAsync(network, Make.Table(), Make.Service("web", "10.43.0.10", change: spec => spec.SessionAffinity = "ClientIP"));

        string first = await ServerOfAsync(network, "c", "10.43.0.10", 80);
        Assert.Contains(first, Pods);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(first, await ServerOfAsync(network, "c", "10.43.0.10", 80));
        }
    }

    [Fact]
    public async Task Change_EndpointsComeAndGo_TrafficFollows()
    {
        await using PrivateNetwork network = await TwoPodsAsync();
        ProxyTable table = Make.Table();
        Service service = Make.Service("web", "10.43.0.10", change: spec => spec.SessionAffinity = "ClientIP");
        await network.ApplyAsync(table.Ruleset.RenderAll());
        await network.ApplyAsync(table.Change("web", service, Make.Slice("web", 8080, "10.42.0.2")).Transaction);
        Assert.Equal("a", await ServerOfAsync(network, "c", "10.43.0.10", 80));

        await network.ApplyAsync(table.Change("web", service, Make.Slice("web", 8080, "10.42.0.3")).Transaction);
        Assert.Equal("b", await ServerOfAsync(network, "c", "10.43.0.10", 80));
        await network.ApplyAsync(table.Ruleset.RenderRetired());

        await network.ApplyAsync(table.Change("web", service).Transaction);
        Assert.Equal("", await network.AskAsync("c", "10.43.0.10", 80));
        await network.ApplyAsync(table.Ruleset.RenderRetired());

        // Back before its retired chains are deleted.
        await network.ApplyAsync(table.Change("web", service, Make.Slice("web", 8080, "10.42.0.2")).Transaction);
        await network.ApplyAsync(table.Change("web", null).Transaction);
        await network.ApplyAsync(table.Change("web", service, Make.Slice("web", 8080, "10.42.0.2")).Transaction);
        string retired = table.Ruleset.RenderRetired();
        Assert.Equal("", retired);
        Assert.Equal("a", await ServerOfAsync(network, "c", "10.43.0.10", 80));
    }

    [Fact]
    public async Task Change_ServicesDeleted_LeavesTheBareTable()
    {
        await using PrivateNetwork network = await TwoPodsAsync();
        ProxyTable table = Make.Table();
        await network.ApplyAsync(table.Ruleset.RenderAll());
        string before = (await network.InNodeAsync("nft", "list", "table", "ip", BaseRules.Table)).Output;
        Service service = Make.Service("web", "10.43.0.10", change: spec =>
        {
            spec.Type = "LoadBalancer";
            spec.SessionAffinity = "ClientIP";
            spec.ExternalIPs = ["192.168.77.50"];
            spec.LoadBalancerSourceRanges = ["10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/8"];
            spec.Ports![0].NodePort = 30080;
        });
        service.Status = new ServiceStatus { LoadBalancer = new() { Ingress = [new() { Ip = "192.168.77.60" }] } };

        await network.ApplyAsync(table.Change("web", service, Make.Slice("web", 8080, "10.42.0.2", "10.42.0.3")).Transaction);
        await network.ApplyAsync(table.Change("web", null).Transaction);
        await network.ApplyAsync(table.Ruleset.RenderRetired());

        Assert.Equal(before, (await network.InNodeAsync("nft", "list", "table", "ip", BaseRules.Table)).Output);
    }

    [Fact]
    public async Task NoEndpoints_Connect_IsRefusedAtOnce()
    {
        await using PrivateNetwork network = await TwoPodsAsync();
        ProxyTable table = Make.Table();
        Service service = Make.Service("web", "10.43.0.10", change: spec =>
        {
            spec.Type = "NodePort";
            spec.Ports![0].NodePort = 30080;
        });
        table.Change("web", service);
        await network.ApplyAsync(table.Ruleset.RenderAll());

        foreach ((string from, string address, int port) in new[]
            { ("c", "10.43.0.10", 80), ("node", "10.43.0.10", 80), ("client", "192.168.77.1", 30080), ("c", "10.43.0.10", 81) })
        {
            ProgramResult result = await ProgramRunner.RunAsync(
                "ip", ["netns", "exec", network.Namespace(from), "socat", "-", $"TCP4:{address}:{port},connect-timeout=5"], "", default);
            Assert.Contains("Connection refused", $"{from} {address} {port} {result.Error}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Udp_ThroughClusterIP_Answers()
    {
        await using PrivateNetwork network = await TwoPodsAsync();
        await network.ServeAsync("a", 5353, "udp");
        ProxyTable table = Make.Table();
        table.Change("dns", Make.Service("dns", "10.43.0.53", 53, protocol: "UDP"), Make.SliceOf("dns", 5353, "UDP", Make.Endpoint("10.42.0.2")));
        await network.ApplyAsync(table.Ruleset.RenderAll());

        Assert.StartsWith("a", await network.AskAsync("c", "10.43.0.53", 53, "udp"));
    }

    [Fact]
    public async Task Pod_ToOutside_ComesFromTheNode()
    {
        await using PrivateNetwork network = await TwoPodsAsync();
        await network.ServeAsync("client", 9000);

        Assert.Equal("client 192.168.77.1", await network.AskAsync("c", "192.168.77.2", 9000));
    }

    [Fact]
    public async Task FullTable_IPv6_IsAccepted()
    {
        await using PrivateNetwork network = await TwoPodsAsync();
        ProxyOptions options = Make.Options with { ClusterCidrs = ["fd42::/48"], ServiceCidrs = ["fd43::/112"] };
        ProxyTable table = ProxyTable.ForFamilies(options)[0];
        Service service = Make.Service("web", "fd43::10", change: spec => spec.SessionAffinity = "ClientIP");
        var slice = Make.Slice("web", 8080, "fd42::2", "fd42::3");
        slice.AddressType = "IPv6";
        table.Change("web", service, slice);

        await network.ApplyAsync(table.Ruleset.RenderAll());
        string listed = (await network.InNodeAsync("nft", "list", "table", "ip6", BaseRules.Table)).Output;
        Assert.Contains("dnat to [fd42::2]:8080", listed, StringComparison.Ordinal);
        await network.ApplyAsync(BaseRules.RenderCleanup());
        Assert.DoesNotContain("table ip6 netes", (await network.InNodeAsync("nft", "list", "tables")).Output, StringComparison.Ordinal);
    }

    private static async Task<PrivateNetwork> TwoPodsAsync()
    {
        PrivateNetwork network = await PrivateNetwork.CreateAsync();
        await network.AddPodAsync("a", "10.42.0.2");
        await network.AddPodAsync("b", "10.42.0.3");
        await network.AddPodAsync("c", "10.42.0.4");
        await network.ServeAsync("a", 8080);
        await network.ServeAsync("b", 8080);
        return network;
    }

    private static async Task ApplyAllAsync(PrivateNetwork network, ProxyTable table, Service service)
    {
        table.Change(service.Metadata.Name, service, Make.Slice(service.Metadata.Name, 8080, "10.42.0.2", "10.42.0.3"));
        await network.ApplyAsync(table.Ruleset.RenderAll());
    }

    private static async Task<string> ServerOfAsync(PrivateNetwork network, string from, string address, int port) =>
        (await network.AskAsync(from, address, port)).Split(' ')[0];
}
