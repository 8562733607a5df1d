using Netes.Api.CoreV1;
using Netes.Testing;

namespace Netes.Controllers.Tests.Namespaces;

public class NamespaceControllerTests
{
    [Fact]
    public async Task Namespace_Deleted_TakesAllItsContentWithIt()
    {
        await using var cluster = new Cluster("namespace-controller");
        await cluster.CreateAsync(Objects.Namespace("ns"));
        await cluster.CreateAsync(Objects.ConfigMap("a"));
        await cluster.CreateAsync(Objects.ConfigMap("kept", "other"));
        await cluster.CreateAsync(Objects.Deployment(1));
        await cluster.StartAsync();
        await cluster.Client.Resource<Namespace>().DeleteAsync("", "ns", CancellationToken.None);
        await cluster.UntilAsync(async () => await cluster.FindAsync<Namespace>("", "ns") is null, "the namespace is gone");
        Assert.Equal("kept", Assert.Single(await cluster.ListAsync<ConfigMap>()).Metadata.Name);
        Assert.Empty(await cluster.ListAsync<Netes.Api.AppsV1.Deployment>());
    }

    [Fact]
    public async Task Namespace_ContentHeldByFinalizer_SaysWhatRemains()
    {
        await using var cluster = new Cluster("namespace-controller");
        await cluster.CreateAsync(Objects.Namespace("ns"));
        var held = Objects.ConfigMap("held");
        held.Metadata.Finalizers = ["example.com/hold"];
        await cluster.CreateAsync(held);
        await cluster.StartAsync();
        await cluster.Client.Resource<Namespace>().DeleteAsync("", "ns", CancellationToken.None);
        await Eventually.IsTrueAsync(async () => (await cluster.FindAsync<Namespace>("", "ns"))!.Status.Conditions is { Count: 5 }, "conditions");
        var status = (await cluster.FindAsync<Namespace>("", "ns"))!.Status;
        Assert.Equal("Terminating", status.Phase);
        var remaining = status.Conditions!.Single(c => c.Type == "NamespaceContentRemaining");
        Assert.Equal(("True", "SomeResourcesRemain", "Some resources are remaining: configmaps. has 1 resource instances"),
            (remaining.Status, remaining.Reason, remaining.Message));
        var finalizers = status.Conditions!.Single(c => c.Type == "NamespaceFinalizersRemaining");
        Assert.Equal("Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances", finalizers.Message);
        await cluster.ChangeAsync<ConfigMap>("ns", "held", m => m.Metadata.Finalizers = null);
        await cluster.UntilAsync(async () => await cluster.FindAsync<Namespace>("", "ns") is null, "the namespace is gone");
    }
}
