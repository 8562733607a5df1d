using Netes.Api.CoreV1;
using Netes.Scheduler.Queue;
using Netes.Testing;

namespace Netes.Scheduler.Tests;

/// <summary>What wakes which Pod, and when.</summary>
public sealed class QueueTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void Step_SeveralPods_GoByPriorityThenAge()
    {
        SchedulerLoop loop = Make.Loop(_time, Make.Node("a"));
        foreach ((string name, int priority) in new[] { ("low", 0), ("first", 10), ("second", 10) })
        {
            loop.OnPod(null, Make.Pod(name).Priority(priority));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        string[] order = [.. Enumerable.Range(0, 3).Select(_ => loop.Step()!.Value.Pod.Pod.Name)];
        Assert.Equal(["first", "second", "low"], order);
        Assert.Null(loop.Step());
    }

    [Fact]
    public void Refused_NodeThatFitsComes_IsTriedAfterBackoff()
    {
        SchedulerLoop loop = Make.Loop(_time, Make.Node("a", cpu: "1"));
        loop.Try(Make.Pod("p", cpu: "2"));

        loop.OnNode(null, Make.Node("small", cpu: "1"));
        Assert.Equal(QueuePlace.Unschedulable, loop.Queue.PlaceOf("uid-p"));

        loop.OnNode(null, Make.Node("big", cpu: "4"));
        Assert.Equal(QueuePlace.Backoff, loop.Queue.PlaceOf("uid-p"));
        Assert.Null(loop.Step());
        Assert.Equal(TimeSpan.FromSeconds(1), loop.Queue.UntilNextFlush());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("big", loop.Step()!.Value.Node);
    }

    [Fact]
    public void Refused_BackoffOver_IsTriedAtOnce()
    {
        SchedulerLoop loop = Make.Loop(_time, Make.Node("a", cpu: "1"));
        Pod running = Make.Pod("x", cpu: "1").On("a");
        loop.OnPod(null, running);
        loop.Try(Make.Pod("p", cpu: "1"));
        _time.Advance(TimeSpan.FromSeconds(10));

        loop.OnPod(running, null);

        Assert.Equal("a", loop.Step()!.Value.Node);
    }

    [Fact]
    public void Refused_UnrelatedEvent_Sleeps()
    {
        SchedulerLoop loop = Make.Loop(_time, Make.Node("a").Tainted("k", "v", "NoSchedule"));
        Pod other = Make.Pod("x").On("a");
        loop.OnPod(null, other);
        loop.Try(Make.Pod("p"));

        loop.OnPod(other, null);

        Assert.Equal(QueuePlace.Unschedulable, loop.Queue.PlaceOf("uid-p"));
    }

    [Fact]
    public void Refused_TaintRemoved_Wakes()
    {
        Node tainted = Make.Node("a").Tainted("k", "v", "NoSchedule");
        SchedulerLoop loop = Make.Loop(_time, tainted);
        loop.Try(Make.Pod("p"));
        _time.Advance(TimeSpan.FromSeconds(10));

        loop.OnNode(tainted, Make.Node("a"));

        Assert.Equal("a", loop.Step()!.Value.Node);
    }

    [Fact]
    public void NoNodes_FirstNodeComes_Wakes()
    {
        SchedulerLoop loop = Make.Loop(_time);
        loop.Try(Make.Pod("p"));
        _time.Advance(TimeSpan.FromSeconds(10));

        loop.OnNode(null, Make.Node("a"));

        Assert.Equal("a", loop.Step()!.Value.Node);
    }

    [Fact]
    public void Refused_FiveMinutesWithoutEvent_IsTriedAgain()
    {
        SchedulerLoop loop = Make.Loop(_time, Make.Node("a", cpu: "1"));
        loop.Try(Make.Pod("p", cpu: "2"));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull(loop.Step());
    }

    [Fact]
    public void Gated_GatesRemoved_IsTried()
    {
        SchedulerLoop loop = Make.Loop(_time, Make.Node("a"));
        Pod gated = Make.Pod("p", change: pod => pod.Spec.SchedulingGates = [new() { Name = "example.com/wait" }]);
        loop.OnPod(null, gated);
        Assert.Null(loop.Step());

        loop.OnPod(gated, Make.Pod("p"));

        Assert.Equal("a", loop.Step()!.Value.Node);
    }

    [Fact]
    public void BindingFailed_Pod_GivesRoomBackAndIsTriedAgain()
    {
        SchedulerLoop loop = Make.Loop(_time, Make.Node("a", cpu: "1"));
        loop.OnPod(null, Make.Pod("p", cpu: "1"));
        QueuedPod queued = loop.Step()!.Value.Pod;
        Assert.True(loop.Cluster.IsAssumed("uid-p"));

        loop.BindingFailed(queued);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("a", loop.Step()!.Value.Node);
    }

    [Fact]
    public void BindingFailed_BoundAfterAll_StaysBound()
    {
        SchedulerLoop loop = Make.Loop(_time, Make.Node("a", cpu: "1"));
        Pod pod = Make.Pod("p", cpu: "1");
        loop.OnPod(null, pod);
        QueuedPod queued = loop.Step()!.Value.Pod;
        loop.OnPod(pod, pod.On("a"));

        loop.BindingFailed(queued);

        Assert.Equal(0, loop.Queue.Count);
        Assert.NotNull(loop.Cluster.FindPod("uid-p"));
    }

    [Fact]
    public void OtherSchedulersPod_IsLeftAlone()
    {
        SchedulerLoop loop = Make.Loop(_time, Make.Node("a"));
        loop.OnPod(null, Make.Pod("p", change: pod => pod.Spec.SchedulerName = "mine"));
        Assert.Null(loop.Step());
    }

    [Fact]
    public void Finished_Pod_GivesItsRoomBack()
    {
        SchedulerLoop loop = Make.Loop(_time, Make.Node("a", cpu: "1"));
        Pod running = Make.Pod("x", cpu: "1").On("a");
        loop.OnPod(null, running);
        Pod done = running.Clone();
        done.Status.Phase = "Succeeded";
        loop.OnPod(running, done);
        Assert.Equal("a", loop.Try(Make.Pod("p", cpu: "1")));
    }
}
