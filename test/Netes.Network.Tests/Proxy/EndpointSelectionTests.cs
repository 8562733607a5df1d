using Netes.Api.DiscoveryV1;
using Netes.Network.Proxy;

namespace Netes.Network.Tests.Proxy;

public sealed class EndpointSelectionTests
{
    private static readonly NodeFacts Node = new("node-a", "zone-1");

    [Fact]
    public void Select_SomeReady_LeavesOutTheRest()
    {
        EndpointChoice choice = Select(Make.Endpoint("10.0.0.1"), Make.Endpoint("10.0.0.2", ready: false, serving: false));
        Assert.Equal(["10.0.0.1"], choice.Cluster.Select(e => e.Address));
    }

    [Fact]
    public void Select_NoneReady_UsesTerminatingThatServe()
    {
        EndpointChoice choice = Select(
            Make.Endpoint("10.0.0.1", ready: false, serving: true, terminating: true),
            Make.Endpoint("10.0.0.2", ready: false, serving: false, terminating: true),
            Make.Endpoint("10.0.0.3", ready: false, serving: false));
        Assert.Equal(["10.0.0.1"], choice.Cluster.Select(e => e.Address));
    }

    [Fact]
    public void Select_LocalNoneReadyHere_UsesTerminatingHere()
    {
        EndpointChoice choice = Select(
            Make.Endpoint("10.0.0.1", "node-a", ready: false, serving: true, terminating: true), Make.Endpoint("10.0.0.2", "node-b"));
        Assert.Equal(["10.0.0.2"], choice.Cluster.Select(e => e.Address));
        Assert.Equal(["10.0.0.1"], choice.Local.Select(e => e.Address));
    }

    [Fact]
    public void Select_AllHintedToZones_StaysInZone()
    {
        EndpointChoice choice = Select(InZone("10.0.0.1", "zone-1"), InZone("10.0.0.2", "zone-2"));
        Assert.Equal(["10.0.0.1"], choice.Cluster.Select(e => e.Address));
    }

    [Theory]
    [InlineData("zone-3")]
    [InlineData("")]
    public void Select_NoEndpointForZoneOrMissingHint_UsesAll(string zone)
    {
        EndpointChoice choice = Select(zone.Length == 0 ? Make.Endpoint("10.0.0.1") : InZone("10.0.0.1", zone), InZone("10.0.0.2", "zone-2"));
        Assert.Equal(2, choice.Cluster.Count);
    }

    private static Endpoint InZone(string address, string zone)
    {
        Endpoint endpoint = Make.Endpoint(address);
        endpoint.Hints = new EndpointHints { ForZones = [new ForZone { Name = zone }] };
        return endpoint;
    }

    private static EndpointChoice Select(params Endpoint[] endpoints) => EndpointSelection.Select(
        endpoints.Select(endpoint => EndpointFacts.From(endpoint, new ProxyEndpoint(endpoint.Addresses![0], 80))), Node);
}
