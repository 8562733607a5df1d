using Netes.Api.CoreV1;
using Netes.Testing;

namespace Netes.Controllers.Tests.PodCollection;

public class PodGarbageTests
{
    [Fact]
    public async Task Pod_OfAMissingNode_GoesAfterTheQuarantine()
    {
        await using var cluster = new Cluster("pod-garbage-collector");
        await cluster.CreateAsync(Objects.Node("there"));
        await cluster.CreateAsync(Objects.Pod("kept", node: "there"));
        await cluster.CreateAsync(Objects.Pod("lost", node: "gone"));
        await cluster.StartAsync();
        await Eventually.IsTrueAsync(() => cluster.Time.ArmedTimers > 0, "the quarantine runs");
        cluster.Time.Advance(TimeSpan.FromSeconds(39));
        Assert.NotNull(await cluster.FindAsync<Pod>("ns", "lost"));
        cluster.Time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.IsTrueAsync(async () => await cluster.FindAsync<Pod>("ns", "lost") is null, "the lost one is gone");
        Assert.NotNull(await cluster.FindAsync<Pod>("ns", "kept"));
    }

    [Fact]
    public async Task Pods_FinishedBeyondTheThreshold_TheOldestGo()
    {
        await using var cluster = new Cluster("pod-garbage-collector");
        await cluster.CreateAsync(Objects.Node("n"));
        await cluster.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            var pod = Objects.Pod($"p{i}", node: "n");
            pod.Status.Phase = PodPhase.Succeeded;
            pod.Metadata.CreationTimestamp = new DateTime(2026, 1, 1 + i, 0, 0, 0, DateTimeKind.Utc);
            await cluster.CreateAsync(pod);
        }
        await Eventually.IsTrueAsync(async () => (await cluster.ListAsync<Pod>()).Count == 3, "three are left");
        Assert.Equal(["p2", "p3", "p4"], (await cluster.ListAsync<Pod>()).Select(p => p.Metadata.Name));
    }

    [Fact]
    public async Task Pod_DeletedBeforeItHadANode_Goes()
    {
        await using var cluster = new Cluster("pod-garbage-collector");
        cluster.Api.GracefulPods = true;
        await cluster.CreateAsync(Objects.Pod("p"));
        await cluster.StartAsync();
        await cluster.Client.Resource<Pod>().DeleteAsync("ns", "p", CancellationToken.None);
        await Eventually.IsTrueAsync(async () => await cluster.FindAsync<Pod>("ns", "p") is null, "gone");
    }
}
