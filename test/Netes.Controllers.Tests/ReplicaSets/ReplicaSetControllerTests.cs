using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Controllers.ReplicaSets;
using Netes.Testing;

namespace Netes.Controllers.Tests.ReplicaSets;

public class ReplicaSetControllerTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static ReplicaSet Set(int replicas)
    {
        var set = new ReplicaSet { Kind = "ReplicaSet", ApiVersion = "apps/v1" };
        (set.Metadata.Namespace, set.Metadata.Name) = ("ns", "web");
        set.Spec.Replicas = replicas;
        set.Spec.Selector = new() { MatchLabels = new() { ["app"] = "web" } };
        set.Spec.Template = Objects.Template("v1", "web");
        return set;
    }

    [Fact]
    public async Task ReplicaSet_CreatedScaledAndPodsLost_HasWhatItWants()
    {
        await using var cluster = new Cluster("replicaset-controller");
        await cluster.StartAsync();
        var set = await cluster.CreateAsync(Set(7));
        await CountAsync(cluster, 7);
        await cluster.UntilAsync(async () => (await cluster.FindAsync<ReplicaSet>("ns", "web"))!.Status.Replicas == 7, "status says 7");
        foreach (var pod in await cluster.ListAsync<Pod>("ns"))
        {
            Assert.True(OwnerReferences.IsControlledBy(pod, set));
            Assert.StartsWith("web-", pod.Metadata.Name, StringComparison.Ordinal);
        }
        await cluster.ChangeAsync<ReplicaSet>("ns", "web", s => s.Spec.Replicas = 2);
        await CountAsync(cluster, 2);
        string lost = (await cluster.ListAsync<Pod>("ns"))[0].Metadata.Name;
        await cluster.Client.Resource<Pod>().DeleteAsync("ns", lost, CancellationToken.None);
        await cluster.UntilAsync(async () =>
        {
            var pods = await cluster.ListAsync<Pod>("ns");
            return pods.Count == 2 && pods.All(p => p.Metadata.Name != lost);
        }, "the lost one is replaced");
        // Exactly as many were made as were wanted: 7, and 1 for the lost one.
        Assert.Equal(8, cluster.Api.Writes.Count(w => w == "POST /api/v1/namespaces/ns/pods"));
    }

    [Fact]
    public async Task ReplicaSet_InformerLags_MakesNoPodTwice()
    {
        await using var cluster = new Cluster("replicaset-controller");
        await cluster.StartAsync();
        await Eventually.IsTrueAsync(() => cluster.Api.OpenWatches >= 2, "watches are open");
        // From here on nobody hears of Pods.
        cluster.Api.Intercept = r => r.RequestUri!.AbsolutePath == "/api/v1/pods" ? FakeApi.Failure(500, "InternalError", "away") : null;
        cluster.Api.EndWatches();
        await cluster.CreateAsync(Set(3));
        await CountAsync(cluster, 3);
        for (int i = 0; i < 5; i++)
        {
            await cluster.ChangeAsync<ReplicaSet>("ns", "web", s => (s.Metadata.Annotations ??= [])["touch"] = $"{i}");
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
        }
        cluster.Api.Intercept = null;
        await cluster.UntilAsync(async () => (await cluster.FindAsync<ReplicaSet>("ns", "web"))!.Status.Replicas == 3, "the informer has caught up");
        Assert.Equal(3, cluster.Api.Writes.Count(w => w == "POST /api/v1/namespaces/ns/pods"));
    }

    [Fact]
    public async Task ReplicaSet_CreationRefused_SaysSoAndStopsAtTheFirst()
    {
        await using var cluster = new Cluster("replicaset-controller");
        int refused = 0;
        cluster.Api.Intercept = r =>
        {
            if (r.Method != HttpMethod.Post || !r.RequestUri!.AbsolutePath.EndsWith("/pods", StringComparison.Ordinal)) return null;
            Interlocked.Increment(ref refused);
            return FakeApi.Failure(403, "Forbidden", "exceeded quota");
        };
        await cluster.StartAsync();
        await cluster.CreateAsync(Set(50));
        await Eventually.IsTrueAsync(async () => (await cluster.FindAsync<ReplicaSet>("ns", "web"))!.Status.Conditions is [{ Reason: "FailedCreate" }], "the condition");
        // One a try: the new condition alone may cause a second one.
        Assert.InRange(refused, 1, 3);
        await Eventually.IsTrueAsync(async () => (await cluster.ListAsync<Event>("ns")).Any(
            e => e is { Reason: "FailedCreate", Message: "Error creating: exceeded quota", Type: "Warning" }), "the event");
        cluster.Api.Intercept = null;
        await CountAsync(cluster, 50);
        await cluster.UntilAsync(async () => (await cluster.FindAsync<ReplicaSet>("ns", "web"))!.Status.Conditions is null or [], "the condition is gone");
    }

    [Fact]
    public async Task Pod_LabelChanged_IsReleasedAndReplaced()
    {
        await using var cluster = new Cluster("replicaset-controller");
        await cluster.StartAsync();
        await cluster.CreateAsync(Set(2));
        await CountAsync(cluster, 2);
        string name = (await cluster.ListAsync<Pod>("ns"))[0].Metadata.Name;
        await cluster.ChangeAsync<Pod>("ns", name, p => p.Metadata.Labels!["app"] = "debug");
        await CountAsync(cluster, 3);
        await cluster.UntilAsync(async () => (await cluster.FindAsync<Pod>("ns", name))!.Metadata.OwnerReferences is null or [], "released");
    }

    [Fact]
    public async Task Pod_OrphanThatMatches_IsAdopted()
    {
        await using var cluster = new Cluster("replicaset-controller");
        await cluster.CreateAsync(Objects.Pod("mine", labels: new() { ["app"] = "web" }));
        await cluster.StartAsync();
        var set = await cluster.CreateAsync(Set(1));
        await cluster.UntilAsync(async () => OwnerReferences.IsControlledBy((await cluster.FindAsync<Pod>("ns", "mine"))!, set), "adopted");
        Assert.Single(await cluster.ListAsync<Pod>("ns"));
    }

    [Fact]
    public void Victims_Ranks_TheLeastWorthFirst()
    {
        var unassigned = Objects.Pod("unassigned");
        var pending = Objects.Pod("pending", node: "n1");
        pending.Status.Phase = "Pending";
        var unready = Objects.Pod("unready", node: "n1");
        var cheap = Objects.Ready(Objects.Pod("cheap", node: "n1"), Now.AddDays(-9));
        cheap.Metadata.Annotations = new() { [PodRanking.DeletionCostAnnotation] = "-5" };
        var crowded1 = Objects.Ready(Objects.Pod("crowded1", node: "n2"), Now.AddDays(-9));
        var crowded2 = Objects.Ready(Objects.Pod("crowded2", node: "n2"), Now.AddMinutes(-1));
        var alone = Objects.Ready(Objects.Pod("alone", node: "n3"), Now.AddDays(-9));
        List<Pod> all = [alone, crowded1, cheap, unready, crowded2, pending, unassigned];
        var related = new List<Pod>([crowded1, crowded2, alone]);
        Assert.Equal(["unassigned", "pending", "unready", "cheap", "crowded2", "crowded1"],
            PodRanking.Victims(all, related, 6, Now).Select(p => p.Metadata.Name));
    }

    [Fact]
    public void NextAvailability_MinReadySeconds_IsTheSoonest()
    {
        var set = Set(3);
        set.Spec.MinReadySeconds = 30;
        List<Pod> pods =
        [
            Objects.Ready(Objects.Pod("a"), Now.AddSeconds(-10)), Objects.Ready(Objects.Pod("b"), Now.AddSeconds(-25)),
            Objects.Ready(Objects.Pod("c"), Now.AddSeconds(-31)), Objects.Pod("d"),
        ];
        Assert.Equal(TimeSpan.FromSeconds(5), ReplicaSetPlanner.NextAvailability(set, pods, Now));
        var status = ReplicaSetPlanner.Status(set, pods, 0, null, Now);
        Assert.Equal((4, 3, 1), (status.Replicas, status.ReadyReplicas, status.AvailableReplicas));
    }

    private static Task CountAsync(Cluster cluster, int count) =>
        cluster.UntilAsync(async () => (await cluster.ListAsync<Pod>("ns")).Count == count, $"{count} Pods");
}
