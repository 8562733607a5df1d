using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.Planning;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Probes;
using static Netes.Kubelet.Tests.Pods.PodFixture;

namespace Netes.Kubelet.Tests.Pods;

public class InitPlannerTests
{
    [Fact]
    public void Plan_NothingRan_StartsTheFirst()
    {
        var pod = NewPod(inits: ["i1", "i2"]);

        Assert.Equal(["i1"], PodPlanner.Plan(pod, Prepared().WithImages("i1", "i2", "app"), Now).Started());
    }

    [Fact]
    public void Plan_FirstRuns_Waits()
    {
        var pod = NewPod(inits: ["i1", "i2"]);
        var state = Prepared().WithImages("i2", "app");
        state.Put(pod, "i1", ContainerPhase.Running);

        Assert.Empty(PodPlanner.Plan(pod, state, Now).Starts);
    }

    [Fact]
    public void Plan_FirstSucceeded_StartsTheSecond()
    {
        var pod = NewPod(inits: ["i1", "i2"]);
        var state = Prepared().WithImages("i1", "i2", "app");
        state.Put(pod, "i1", ContainerPhase.Exited);

        Assert.Equal(["i2"], PodPlanner.Plan(pod, state, Now).Started());
    }

    [Fact]
    public void Plan_AllSucceeded_StartsTheContainers()
    {
        var pod = NewPod(inits: ["i1", "i2"]);
        var state = Prepared().WithImages("app");
        state.Put(pod, "i1", ContainerPhase.Exited);
        state.Put(pod, "i2", ContainerPhase.Exited);

        Assert.Equal(["app"], PodPlanner.Plan(pod, state, Now).Started());
    }

    [Theory]
    [InlineData("Always", true)]
    [InlineData("OnFailure", true)]
    [InlineData("Never", false)]
    public void Plan_Failed_RestartsOrEndsThePod(string policy, bool restarts)
    {
        var pod = NewPod(policy, ["i1"]);
        var state = Prepared().WithImages("i1");
        state.Put(pod, "i1", ContainerPhase.Exited, 1);

        var plan = PodPlanner.Plan(pod, state, Now);

        Assert.Equal(restarts ? ["i1"] : [], plan.Started());
        Assert.Equal(!restarts, plan.Stop is not null);
    }

    [Fact]
    public void Plan_RecordsOfInitContainersAreGone_DoesNotRunThemAgain()
    {
        var pod = NewPod(inits: ["i1"]);
        var state = Prepared().WithImages("i1");
        state.Put(pod, "app", ContainerPhase.Running);

        Assert.Empty(PodPlanner.Plan(pod, state, Now).Starts);
    }

    [Fact]
    public void Plan_NewSandbox_RunsInitContainersAgain()
    {
        var pod = NewPod(inits: ["i1"]);
        var state = Prepared();
        state.Put(pod, "i1", ContainerPhase.Exited);
        state.Put(pod, "app", ContainerPhase.Exited, 137);
        state.Put(state.Sandbox! with { Ready = false, Stopped = true });
        state.Put(new SandboxRecord("sandbox-1", 1, true, Now.AddSeconds(5), ["10.42.0.6"], false));

        Assert.Equal(["i1"], PodPlanner.Plan(pod, state.WithImages("i1", "app"), Now).Started());
    }

    [Fact]
    public void Plan_SidecarStarted_GoesOnToTheNext()
    {
        var pod = NewPod(inits: ["s1*", "i2"]);
        var state = Prepared().WithImages("i2", "app");
        state.Put(pod, "s1", ContainerPhase.Running);

        Assert.Equal(["i2"], PodPlanner.Plan(pod, state, Now).Started());
    }

    [Fact]
    public void Plan_SidecarWithStartupProbe_HoldsBackUntilItSucceeds()
    {
        var pod = NewPod(inits: ["s1*"]);
        pod.Spec.InitContainers![0].StartupProbe = new Probe();
        var state = Prepared().WithImages("app");
        var record = state.Put(pod, "s1", ContainerPhase.Running);
        Assert.Empty(PodPlanner.Plan(pod, state, Now).Starts);

        state.Slot("s1").ResetProbes(record.Id);
        state.Slot("s1").Startup = ProbeResult.Success;
        Assert.Equal(["app"], PodPlanner.Plan(pod, state, Now).Started());
    }

    [Fact]
    public void Plan_SidecarExitedWhileContainersRun_RestartsIt()
    {
        var pod = NewPod("Never", ["s1*"]);
        var state = Prepared().WithImages("s1");
        state.Put(pod, "s1", ContainerPhase.Exited);
        state.Put(pod, "app", ContainerPhase.Running);

        Assert.Equal(["s1"], PodPlanner.Plan(pod, state, Now).Started());
    }

    [Fact]
    public void Plan_ContainersDoneAndSidecarRuns_StopsThePod()
    {
        var pod = NewPod("Never", ["s1*"]);
        var state = Prepared();
        state.Put(pod, "s1", ContainerPhase.Running);
        state.Put(pod, "app", ContainerPhase.Exited);

        Assert.NotNull(PodPlanner.Plan(pod, state, Now).Stop);
    }
}
