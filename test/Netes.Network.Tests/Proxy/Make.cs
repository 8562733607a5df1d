using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;
using Netes.Api.MetaV1;
using Netes.Network.Proxy;
using EndpointPort = Netes.Api.DiscoveryV1.EndpointPort;

namespace Netes.Network.Tests.Proxy;

/// <summary>Builders for test objects.</summary>
internal static class Make
{
    public static readonly ProxyOptions Options = new()
    {
        Node = new NodeFacts("node-a"),
        ClusterCidrs = ["10.42.0.0/16"],
        ServiceCidrs = ["10.43.0.0/16"],
    };

    public static Service Service(string name, string clusterIP, int port = 80, Action<ServiceSpec>? change = null, string protocol = "TCP")
    {
        var service = new Service
        {
            Metadata = new ObjectMeta { Namespace = "default", Name = name },
            Spec = new ServiceSpec
            {
                Type = "ClusterIP",
                ClusterIP = clusterIP,
                ClusterIPs = [clusterIP],
                Ports = [new ServicePort { Port = port, Protocol = protocol }],
            },
        };
        change?.Invoke(service.Spec);
        return service;
    }

    public static EndpointSlice Slice(string service, int port, params string[] addresses) =>
        SliceOf(service, port, "TCP", [.. addresses.Select(address => Endpoint(address))]);

    public static EndpointSlice SliceOf(string service, int port, string protocol, params Endpoint[] endpoints) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = "default",
            Name = service + "-abcde",
            Labels = new() { ["kubernetes.io/service-name"] = service },
        },
        AddressType = "IPv4",
        Ports = [new EndpointPort { Name = "", Port = port, Protocol = protocol }],
        Endpoints = [.. endpoints],
    };

    public static Endpoint Endpoint(string address, string node = "node-a", bool ready = true, bool serving = true, bool terminating = false) => new()
    {
        Addresses = [address],
        NodeName = node,
        Conditions = new EndpointConditions { Ready = ready, Serving = serving, Terminating = terminating },
    };

    public static ProxyTable Table() => ProxyTable.ForFamilies(Options)[0];

    /// <summary>The transaction that gives the table this state of one Service.</summary>
    public static TableChange Change(this ProxyTable table, string name, Service? service, params EndpointSlice[] slices) =>
        table.Change([new ServiceName("default", name)], _ => service, _ => slices);
}
