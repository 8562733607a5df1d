using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;
using Netes.Api.MetaV1;
using Netes.Client;

namespace Netes.Controllers.Tests.Integration;

/// <summary>The controllers with the real API server: its rules, its RBAC, its watches.</summary>
public class RealServerTests
{
    private static Deployment New(int replicas)
    {
        var deployment = Objects.Deployment(replicas);
        deployment.Metadata.Uid = "";
        deployment.Metadata.Generation = 0;
        return deployment;
    }

    private static Task RolledOutAsync(RealServer server, string image, int replicas) => server.UntilAsync(async () =>
    {
        var deployment = await server.Client.Resource<Deployment>().GetAsync("ns", "web", CancellationToken.None);
        var pods = await server.ListAsync<Pod>();
        return deployment.Status.AvailableReplicas == replicas && deployment.Status.UpdatedReplicas == replicas
            && deployment.Status.Conditions!.Any(c => c.Reason == "NewReplicaSetAvailable")
            && pods.Count == replicas && pods.All(p => p.Spec.Containers![0].Image == image);
    }, $"{replicas} of {image}");

    [Fact]
    public async Task Deployment_RolledOutAndDeleted_LeavesNothing()
    {
        await using var server = new RealServer();
        await server.StartAsync();
        var deployments = server.Client.Resource<Deployment>();
        await deployments.CreateAsync(New(3), CancellationToken.None);
        await RolledOutAsync(server, "v1", 3);
        await deployments.PatchAsync("ns", "web", PatchType.StrategicMerge,
            """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"v2"}]}}}}"""u8.ToArray(), CancellationToken.None);
        await RolledOutAsync(server, "v2", 3);
        Assert.Equal("2", (await deployments.GetAsync("ns", "web", CancellationToken.None)).Metadata.Annotations!["deployment.kubernetes.io/revision"]);
        await deployments.PatchAsync("ns", "web", PatchType.Merge, """{"spec":{"replicas":5}}"""u8.ToArray(), "scale", CancellationToken.None);
        await RolledOutAsync(server, "v2", 5);
        await deployments.DeleteAsync("ns", "web", new DeleteOptions { PropagationPolicy = "Background" }, CancellationToken.None);
        await server.UntilAsync(async () => (await server.ListAsync<Pod>()).Count == 0 && (await server.ListAsync<ReplicaSet>()).Count == 0, "all gone");
    }

    [Fact]
    public async Task Deployment_DeletedInTheForegroundOrOrphaning_DoesAsAsked()
    {
        await using var server = new RealServer();
        await server.StartAsync();
        var deployments = server.Client.Resource<Deployment>();
        await deployments.CreateAsync(New(2), CancellationToken.None);
        await RolledOutAsync(server, "v1", 2);
        await deployments.DeleteAsync("ns", "web", new DeleteOptions { PropagationPolicy = "Orphan" }, CancellationToken.None);
        await server.UntilAsync(async () => (await server.ListAsync<Deployment>()).Count == 0, "the Deployment is gone");
        var set = Assert.Single(await server.ListAsync<ReplicaSet>());
        Assert.True(set.Metadata.OwnerReferences is null or []);
        await server.Client.Resource<ReplicaSet>().DeleteAsync("ns", set.Metadata.Name, new DeleteOptions { PropagationPolicy = "Foreground" }, CancellationToken.None);
        await server.UntilAsync(async () => (await server.ListAsync<ReplicaSet>()).Count == 0, "the ReplicaSet is gone");
        Assert.Empty(await server.ListAsync<Pod>());
    }

    [Fact]
    public async Task Service_OfADeployment_HasEndpointsAndItsNamespaceEnds()
    {
        await using var server = new RealServer();
        await server.StartAsync();
        await server.UntilAsync(async () => (await server.ListAsync<ServiceAccount>()).Any(a => a.Metadata.Name == "default")
            && (await server.ListAsync<ConfigMap>()).Any(m => m.Metadata.Name == "kube-root-ca.crt"), "account and certificate");
        var service = Objects.Service("web", ("http", 80, 8080));
        (service.Metadata.Uid, service.Spec.ClusterIP) = ("", "");
        await server.Client.Resource<Service>().CreateAsync(service, CancellationToken.None);
        await server.Client.Resource<Deployment>().CreateAsync(New(3), CancellationToken.None);
        await server.UntilAsync(async () =>
            (await server.ListAsync<EndpointSlice>()).SelectMany(s => s.Endpoints ?? []).Count(e => e.Conditions.Ready == true) == 3
            && (await server.ListAsync<Endpoints>()).SelectMany(e => e.Subsets ?? []).SelectMany(s => s.Addresses ?? []).Count() == 3, "three endpoints");
        await server.UntilAsync(async () => (await server.ListAsync<Deployment>()).All(d => d.Status is { ReadyReplicas: 3, AvailableReplicas: 3, UpdatedReplicas: 3 }),
            "the Deployment has nothing left to tell");
        await server.Client.Resource<Namespace>().DeleteAsync("", "ns", CancellationToken.None);
        await server.UntilAsync(async () => await server.Client.Resource<Namespace>().FindAsync("", "ns", CancellationToken.None) is null, "the namespace is gone");
        await server.UntilAsync(async () => (await server.ListAsync<Pod>()).Count == 0, "no Pod is left");
        Assert.Empty(await server.ListAsync<EndpointSlice>());
    }
}
