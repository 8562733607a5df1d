using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.Client;

namespace Netes.Controllers.Tests.Deployments;

public class DeploymentControllerTests
{
    [Fact]
    public async Task Deployment_AppliedUpdatedAndRolledBack_EndsWithTheRightPods()
    {
        await using var cluster = new Cluster("deployment-controller", "replicaset-controller");
        await cluster.CreateAsync(Objects.Deployment(4));
        await cluster.StartAsync();
        await RolledOutAsync(cluster, "v1", 4);
        foreach (string image in (string[])["v2", "v1"])
        {
            await cluster.ChangeAsync<Deployment>("ns", "web", d => d.Spec.Template.Spec.Containers![0].Image = image);
            await RolledOutAsync(cluster, image, 4);
        }
        var deployment = (await cluster.FindAsync<Deployment>("ns", "web"))!;
        Assert.Equal("3", deployment.Metadata.Annotations!["deployment.kubernetes.io/revision"]);
        Assert.Equal(2, (await cluster.ListAsync<ReplicaSet>("ns")).Count);
        await cluster.UntilAsync(async () => (await cluster.ListAsync<Event>("ns")).Any(
            e => e.Reason == "ScalingReplicaSet" && e.Message.StartsWith("Scaled up replica set web-", StringComparison.Ordinal)
                && e.Message.EndsWith("from 0 to 4", StringComparison.Ordinal)), "the event of the first scaling");
    }

    [Fact]
    public async Task ReplicaSet_OrphanWithTheTemplate_IsAdopted()
    {
        await using var cluster = new Cluster("deployment-controller");
        var set = new ReplicaSet();
        (set.Metadata.Namespace, set.Metadata.Name) = ("ns", "web-old");
        set.Metadata.Labels = new() { ["app"] = "web" };
        set.Spec.Replicas = 1;
        set.Spec.Selector = new() { MatchLabels = new() { ["app"] = "web" } };
        set.Spec.Template = Objects.Template("v1", "web");
        await cluster.CreateAsync(set);
        var deployment = await cluster.CreateAsync(Objects.Deployment(1));
        await cluster.StartAsync();
        await cluster.UntilAsync(async () => OwnerReferences.IsControlledBy((await cluster.FindAsync<ReplicaSet>("ns", "web-old"))!, deployment), "adopted");
        Assert.Single(await cluster.ListAsync<ReplicaSet>("ns"));
    }

    private static Task RolledOutAsync(Cluster cluster, string image, int replicas) => cluster.UntilAsync(async () =>
    {
        await cluster.MakePodsReadyAsync();
        var status = (await cluster.FindAsync<Deployment>("ns", "web"))!;
        var pods = await cluster.ListAsync<Pod>("ns");
        return pods.Count == replicas && pods.All(p => p.Spec.Containers![0].Image == image)
            && status.Status.AvailableReplicas == replicas && status.Status.ObservedGeneration == status.Metadata.Generation
            && status.Status.Conditions!.Any(c => c.Reason == "NewReplicaSetAvailable");
    }, $"{replicas} Pods of {image}");
}
