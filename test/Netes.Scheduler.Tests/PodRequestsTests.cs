using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Tests;

public sealed class PodRequestsTests
{
    [Fact]
    public void Of_InitContainers_TakesTheGreaterMoment()
    {
        Pod pod = Make.Pod("p", "1", "1Gi", p => p.Spec.InitContainers = [Init("3", null), Init("2", null)]);
        Assert.Equal(3000, PodRequests.Of(pod, new()).MilliCpu);
    }

    [Fact]
    public void Of_Sidecars_CountWithContainersAndWithLaterInits()
    {
        // Sidecar 1, then an init container of 2 beside it: 3; afterwards containers 1 + sidecar 1.
        Pod pod = Make.Pod("p", "1", "1Gi", p => p.Spec.InitContainers = [Init("1", "Always"), Init("2", null)]);
        Assert.Equal(3000, PodRequests.Of(pod, new()).MilliCpu);

        pod.Spec.InitContainers!.Reverse();
        Assert.Equal(2000, PodRequests.Of(pod, new()).MilliCpu);
    }

    [Fact]
    public void Of_Overhead_IsAdded()
    {
        Pod pod = Make.Pod("p", "1", change: p => p.Spec.Overhead = new() { ["cpu"] = Quantity.Parse("250m") });
        Assert.Equal(1250, PodRequests.Of(pod, new()).MilliCpu);
    }

    [Fact]
    public void Of_PodLevelRequests_GoFirst()
    {
        Pod pod = Make.Pod("p", "1", "1Gi", p => p.Spec.Resources = new() { Requests = new() { ["cpu"] = Quantity.Parse("2") } });
        Assert.Equal(2000, PodRequests.Of(pod, new()).MilliCpu);
        Assert.Equal(1L << 30, PodRequests.Of(pod, new()).Memory);
    }

    [Fact]
    public void Of_NoRequestsForScoring_CountsADefault() => Assert.Equal(100, PodRequests.Of(Make.Pod("p"), new(), nonZero: true).MilliCpu);

    private static Container Init(string cpu, string? restartPolicy) => new()
    {
        Name = "i",
        RestartPolicy = restartPolicy,
        Resources = new() { Requests = new() { ["cpu"] = Quantity.Parse(cpu) } },
    };
}
