using Netes.Api.CoreV1;

namespace Netes.Scheduler.Tests;

public sealed class PreemptionTests
{
    [Fact]
    public void Preempt_LowerPriorityInTheWay_NamesTheFewestVictims()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a", cpu: "2"));
        loop.OnPod(null, Make.Pod("low", cpu: "1").Priority(1).On("a"));
        loop.OnPod(null, Make.Pod("middle", cpu: "1").Priority(5).On("a"));

        loop.OnPod(null, Make.Pod("high", cpu: "1").Priority(10));
        Decision decision = loop.Step()!.Value;

        Assert.Null(decision.Node);
        Assert.Equal("a", decision.Result.Preemption!.NominatedNode);
        Assert.Equal("low", Assert.Single(decision.Result.Preemption.Victims).Name);
        Assert.Equal("0/1 nodes are available: 1 Insufficient cpu.", decision.Result.Message);
        Assert.Equal(2, loop.Cluster.FindNode("a")!.Pods.Count);
    }

    [Fact]
    public void Preempt_TwoNodes_TakesTheLessImportantVictim()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a", cpu: "1"), Make.Node("b", cpu: "1"));
        loop.OnPod(null, Make.Pod("five", cpu: "1").Priority(5).On("a"));
        loop.OnPod(null, Make.Pod("three", cpu: "1").Priority(3).On("b"));

        loop.OnPod(null, Make.Pod("high", cpu: "1").Priority(10));

        Assert.Equal("b", loop.Step()!.Value.Result.Preemption!.NominatedNode);
    }

    [Fact]
    public void Preempt_RoomBeingMade_IsKeptForThePreemptor()
    {
        var time = new Netes.Testing.FakeTime();
        SchedulerLoop loop = Make.Loop(time, Make.Node("a", cpu: "1"));
        Pod low = Make.Pod("low", cpu: "1").Priority(1).On("a");
        loop.OnPod(null, low);
        loop.OnPod(null, Make.Pod("high", cpu: "1").Priority(10));
        loop.Step();
        loop.OnPod(low, null);

        Assert.StartsWith("0/1 nodes are available: 1 Insufficient cpu.", loop.Try(Make.Pod("later", cpu: "1")), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(10));
        Decision decision = loop.Step()!.Value;
        Assert.Equal(("high", "a"), (decision.Pod.Pod.Name, decision.Node));
    }

    [Fact]
    public void Preempt_PolicyNever_SaysSo()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a", cpu: "1"));
        loop.OnPod(null, Make.Pod("low", cpu: "1").Priority(1).On("a"));
        Assert.Equal(
            "0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.",
            loop.Try(Make.Pod("high", cpu: "1", change: pod => pod.Spec.PreemptionPolicy = "Never").Priority(10)));
    }
}
