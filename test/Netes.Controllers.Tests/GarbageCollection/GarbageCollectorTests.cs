using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Controllers.GarbageCollection;
using Netes.Testing;

namespace Netes.Controllers.Tests.GarbageCollection;

public class GarbageCollectorTests
{
    private static async Task<(ConfigMap Owner, ConfigMap Middle, ConfigMap Leaf)> ChainAsync(Cluster cluster)
    {
        var owner = await cluster.CreateAsync(Objects.ConfigMap("owner"));
        var middle = await cluster.CreateAsync(Objects.ConfigMap("middle", "ns", owner));
        var leaf = await cluster.CreateAsync(Objects.ConfigMap("leaf", "ns", middle));
        await cluster.CreateAsync(Objects.ConfigMap("bystander"));
        return (owner, middle, leaf);
    }

    private static Task DeleteAsync(Cluster cluster, string name, string policy) => cluster.Client.Resource<ConfigMap>().DeleteAsync(
        "ns", name, new DeleteOptions { PropagationPolicy = policy }, CancellationToken.None);

    private static Task LeftAsync(Cluster cluster, params string[] names) => cluster.UntilAsync(async () =>
        (await cluster.ListAsync<ConfigMap>()).Select(m => m.Metadata.Name).SequenceEqual(names), string.Join(", ", names) + " are left");

    [Theory]
    [InlineData("Background")]
    [InlineData("Foreground")]
    public async Task Owner_Deleted_TakesItsDependentsWithIt(string policy)
    {
        await using var cluster = new Cluster("generic-garbage-collector");
        await ChainAsync(cluster);
        await cluster.StartAsync();
        await DeleteAsync(cluster, "owner", policy);
        await LeftAsync(cluster, "bystander");
    }

    [Fact]
    public async Task Owner_DeletedInTheForeground_GoesLast()
    {
        await using var cluster = new Cluster("generic-garbage-collector");
        var (_, _, leaf) = await ChainAsync(cluster);
        await cluster.ChangeAsync<ConfigMap>("ns", "leaf", m => m.Metadata.Finalizers = ["example.com/hold"]);
        await cluster.StartAsync();
        await DeleteAsync(cluster, "owner", "Foreground");
        await cluster.UntilAsync(async () => (await cluster.FindAsync<ConfigMap>("ns", "leaf"))?.Metadata.DeletionTimestamp is not null, "the leaf is deleted");
        Assert.NotNull(await cluster.FindAsync<ConfigMap>("ns", "owner"));
        Assert.NotNull(await cluster.FindAsync<ConfigMap>("ns", "middle"));
        await cluster.ChangeAsync<ConfigMap>("ns", "leaf", m => m.Metadata.Finalizers = null);
        await LeftAsync(cluster, "bystander");
    }

    [Fact]
    public async Task Owner_DeletedAsOrphaning_LeavesItsDependentsUnowned()
    {
        await using var cluster = new Cluster("generic-garbage-collector");
        await ChainAsync(cluster);
        await cluster.StartAsync();
        await DeleteAsync(cluster, "owner", "Orphan");
        await LeftAsync(cluster, "bystander", "leaf", "middle");
        Assert.True((await cluster.FindAsync<ConfigMap>("ns", "middle"))!.Metadata.OwnerReferences is null or []);
        Assert.NotEmpty((await cluster.FindAsync<ConfigMap>("ns", "leaf"))!.Metadata.OwnerReferences!);
    }

    [Fact]
    public async Task Dependent_OfAnOwnerThatNeverWas_Goes()
    {
        await using var cluster = new Cluster("generic-garbage-collector");
        var ghost = Objects.ConfigMap("ghost");
        (ghost.Kind, ghost.ApiVersion, ghost.Metadata.Uid) = ("ConfigMap", "v1", "no-such-uid");
        await cluster.CreateAsync(Objects.ConfigMap("a", "ns", ghost));
        await cluster.StartAsync();
        await cluster.CreateAsync(Objects.ConfigMap("b", "ns", ghost));
        await LeftAsync(cluster);
    }

    [Fact]
    public async Task Dependent_WithAnotherOwnerLeft_LosesOnlyTheReference()
    {
        await using var cluster = new Cluster("generic-garbage-collector");
        var first = await cluster.CreateAsync(Objects.ConfigMap("first"));
        var second = await cluster.CreateAsync(Objects.ConfigMap("second"));
        await cluster.CreateAsync(Objects.ConfigMap("shared", "ns", first, second));
        await cluster.StartAsync();
        await DeleteAsync(cluster, "first", "Background");
        await cluster.UntilAsync(async () => (await cluster.FindAsync<ConfigMap>("ns", "shared"))!.Metadata.OwnerReferences!.Count == 1, "one owner is left");
        await DeleteAsync(cluster, "second", "Background");
        await LeftAsync(cluster);
    }

    [Fact]
    public async Task Objects_ThatOwnEachOther_BothGoInTheForeground()
    {
        await using var cluster = new Cluster("generic-garbage-collector");
        var a = await cluster.CreateAsync(Objects.ConfigMap("a"));
        var b = await cluster.CreateAsync(Objects.ConfigMap("b", "ns", a));
        await cluster.ChangeAsync<ConfigMap>("ns", "a", m => m.Metadata.OwnerReferences = Objects.ConfigMap("x", "ns", b).Metadata.OwnerReferences);
        await cluster.StartAsync();
        await DeleteAsync(cluster, "a", "Foreground");
        await LeftAsync(cluster);
    }

    [Fact]
    public void Observe_OwnerSeenLate_KeepsItsDependents()
    {
        var graph = new OwnerGraph();
        var resource = Netes.Api.Scheme.Default.FindResource("", "v1", "configmaps")!;
        ObjectMeta Meta(string name, params string[] owners) => new()
        {
            Uid = name,
            Name = name,
            Namespace = "ns",
            OwnerReferences = [.. owners.Select(o => new OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = o, Uid = o })],
        };
        Assert.Equal([new GraphWork(GraphWorkKind.Examine, "owner")], graph.Observe(resource, Meta("child", "owner")));
        Assert.True(graph.Find("owner")!.IsVirtual);
        Assert.Empty(graph.Observe(resource, Meta("owner")));
        Assert.Equal("child", Assert.Single(graph.Find("owner")!.Dependents).Name);
        Assert.Equal([new GraphWork(GraphWorkKind.Examine, "child")], graph.Remove("owner"));
        graph.Remove("child");
        Assert.Equal(0, graph.Count);
    }
}
