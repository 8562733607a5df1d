using Netes.Network.Proxy;

namespace Netes.Network.Tests.Proxy;

public sealed class StaleFlowsTests
{
    [Fact]
    public void Change_UdpEndpointGone_ForgetsItsFlowsOnly()
    {
        ProxyTable table = Make.Table();
        var service = Make.Service("dns", "10.43.0.53", 53, protocol: "UDP", change: spec =>
        {
            spec.Type = "NodePort";
            spec.Ports![0].NodePort = 30053;
        });
        table.Change("dns", service, Make.SliceOf("dns", 53, "UDP", Make.Endpoint("10.42.0.2"), Make.Endpoint("10.42.0.3")));

        TableChange change = table.Change("dns", service, Make.SliceOf("dns", 53, "UDP", Make.Endpoint("10.42.0.3")));

        Assert.Equal([new StaleFlow("udp", "10.43.0.53", 53, "10.42.0.2"), new StaleFlow("udp", null, 30053, "10.42.0.2")], change.StaleFlows);
    }

    [Fact]
    public void Change_TcpEndpointGone_LeavesConnectionsAlone()
    {
        ProxyTable table = Make.Table();
        table.Change("web", Make.Service("web", "10.43.0.10"), Make.Slice("web", 8080, "10.42.0.2"));

        Assert.Empty(table.Change("web", null).StaleFlows);
    }

    [Fact]
    public void Arguments_NodePortOverIPv6_NameTheFamily() => Assert.Equal(
        ["-D", "-p", "udp", "-f", "ipv6", "--orig-port-dst", "30053", "--dst-nat", "fd42::2"],
        ConntrackProcess.Arguments(IpFamily.IPv6, new StaleFlow("udp", null, 30053, "fd42::2")));
}
