using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;
using Netes.Testing;

namespace Netes.Controllers.Tests.ServiceEndpoints;

public class EndpointControllersTests
{
    [Fact]
    public async Task Service_PodsComeAndGo_BothKindsOfEndpointsFollow()
    {
        await using var cluster = new Cluster("endpoint-controller", "endpointslice-controller");
        await cluster.CreateAsync(Objects.Service(ports: ("http", 80, 8080)));
        await cluster.StartAsync();
        var now = cluster.Time.UtcNow;
        for (int i = 1; i <= 3; i++)
            await cluster.CreateAsync(Objects.Ready(Objects.Pod($"p{i}", labels: new() { ["app"] = "web" }, ip: $"10.42.0.{i}"), now));
        await cluster.CreateAsync(Objects.Ready(Objects.Pod("other", labels: new() { ["app"] = "db" }, ip: "10.42.0.9"), now));
        await AddressesAsync(cluster, "10.42.0.1", "10.42.0.2", "10.42.0.3");
        await cluster.Client.Resource<Pod>().DeleteAsync("ns", "p2", CancellationToken.None);
        await AddressesAsync(cluster, "10.42.0.1", "10.42.0.3");
        await cluster.ChangeAsync<Service>("ns", "svc", s => s.Spec.Selector = new() { ["app"] = "db" });
        await AddressesAsync(cluster, "10.42.0.9");
        await cluster.Client.Resource<Service>().DeleteAsync("ns", "svc", CancellationToken.None);
        await Eventually.IsTrueAsync(async () => await cluster.FindAsync<Endpoints>("ns", "svc") is null, "the Endpoints are gone");
        // Slices are owned: their end is the garbage collector's.
        Assert.Single(await cluster.ListAsync<EndpointSlice>("ns"));
    }

    private static Task AddressesAsync(Cluster cluster, params string[] wanted) => cluster.UntilAsync(async () =>
    {
        var endpoints = await cluster.FindAsync<Endpoints>("ns", "svc");
        var slices = await cluster.ListAsync<EndpointSlice>("ns");
        return (endpoints?.Subsets ?? []).SelectMany(s => s.Addresses ?? []).Select(a => a.Ip).Order().SequenceEqual(wanted)
            && slices.SelectMany(s => s.Endpoints ?? []).SelectMany(e => e.Addresses!).Order().SequenceEqual(wanted);
    }, string.Join(", ", wanted));
}
