using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.Planning;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Probes;
using static Netes.Kubelet.Tests.Pods.PodFixture;

namespace Netes.Kubelet.Tests.Pods;

public class PodPlannerTests
{
    [Fact]
    public void Plan_NewPod_PreparesAndPullsAtTheSameTime()
    {
        var plan = PodPlanner.Plan(NewPod(), new PodRuntimeState(), Now);

        Assert.True(plan.Prepare);
        Assert.Equal(["app"], plan.Pulled());
        Assert.Null(plan.CreateSandbox);
        Assert.Empty(plan.Starts);
    }

    [Fact]
    public void Plan_Prepared_CreatesTheFirstSandbox()
    {
        var plan = PodPlanner.Plan(NewPod(), new PodRuntimeState { Preparation = PreparationState.Done }, Now);

        Assert.Equal(0, plan.CreateSandbox);
        Assert.False(plan.Prepare);
    }

    [Fact]
    public void Plan_PreparationFailed_WaitsForItsTime()
    {
        var plan = PodPlanner.Plan(NewPod(), new PodRuntimeState { PreparationRetryAt = Now.AddSeconds(2) }, Now);

        Assert.False(plan.Prepare);
        Assert.Equal(Now.AddSeconds(2), plan.WakeAt);
    }

    [Fact]
    public void Plan_SandboxReadyAndImagesThere_StartsAllContainersTogether()
    {
        var plan = PodPlanner.Plan(NewPod(containers: ["a", "b"]), Prepared().WithImages("a", "b"), Now);

        Assert.Equal(["a", "b"], plan.Started());
        Assert.All(plan.Starts, s => Assert.Equal(0, s.Attempt));
    }

    [Fact]
    public void Plan_ImageMissing_PullsAndStartsTheOthers()
    {
        var plan = PodPlanner.Plan(NewPod(containers: ["a", "b"]), Prepared().WithImages("b"), Now);

        Assert.Equal(["a"], plan.Pulled());
        Assert.Equal(["b"], plan.Started());
    }

    [Fact]
    public void Plan_OperationsRun_AsksForNothingTwice()
    {
        var pod = NewPod(containers: ["a", "b"]);
        var state = Prepared();
        state.Slot("a").Operation = ContainerOperation.Starting;
        state.Slot("b").ImagePending = true;

        var plan = PodPlanner.Plan(pod, state, Now);

        Assert.Empty(plan.Starts);
        Assert.Empty(plan.Images);
        Assert.Null(plan.Stop);
    }

    [Fact]
    public void Plan_EarlierContainerHasPostStartHook_HoldsBackTheNext()
    {
        var pod = NewPod(containers: ["proxy", "app"]);
        pod.Spec.Containers![0].Lifecycle = new Lifecycle { PostStart = new LifecycleHandler { Exec = new ExecAction { Command = ["wait"] } } };

        Assert.Equal(["proxy"], PodPlanner.Plan(pod, Prepared().WithImages("proxy", "app"), Now).Started());
    }

    [Theory]
    [InlineData("Always", 0, true)]
    [InlineData("Always", 1, true)]
    [InlineData("OnFailure", 0, false)]
    [InlineData("OnFailure", 1, true)]
    [InlineData("Never", 0, false)]
    [InlineData("Never", 1, false)]
    public void Plan_ContainerExited_FollowsTheRestartPolicy(string policy, int exitCode, bool restarts)
    {
        var pod = NewPod(policy, null, "app", "other");
        var state = Prepared().WithImages("app");
        state.Put(pod, "other", ContainerPhase.Running);
        state.Put(pod, "app", ContainerPhase.Exited, exitCode);

        var plan = PodPlanner.Plan(pod, state, Now);

        Assert.Equal(restarts ? ["app"] : [], plan.Started());
        if (restarts) Assert.Equal(1, plan.Starts[0].Attempt);
    }

    [Fact]
    public void Plan_RestartRuleMatchesExitCode_RestartsInAPodThatNeverDoes()
    {
        var pod = NewPod("Never", null, "app", "other");
        pod.Spec.Containers![0].RestartPolicy = "Never";
        pod.Spec.Containers[0].RestartPolicyRules =
            [new ContainerRestartRule { Action = "Restart", ExitCodes = new ContainerRestartRuleOnExitCodes { Operator = "In", Values = [42] } }];
        var state = Prepared().WithImages("app");
        state.Put(pod, "other", ContainerPhase.Running);
        state.Put(pod, "app", ContainerPhase.Exited, 42);

        Assert.Equal(["app"], PodPlanner.Plan(pod, state, Now).Started());
    }

    [Fact]
    public void Plan_AllContainersDone_StopsThePod()
    {
        var pod = NewPod("Never");
        var state = Prepared();
        state.Put(pod, "app", ContainerPhase.Exited, 0);

        Assert.NotNull(PodPlanner.Plan(pod, state, Now).Stop);
    }

    [Fact]
    public void Plan_Restarts_BackOffDoublesFromTenSecondsToFiveMinutes()
    {
        var pod = NewPod();
        var state = Prepared();
        var now = Now;
        var delays = new List<double>();
        for (int attempt = 0; attempt < 8; attempt++)
        {
            state.Put(pod, "app", ContainerPhase.Exited, 1, attempt, finished: now);
            state.WithImages("app");
            var plan = PodPlanner.Plan(pod, state, now);
            var start = now;
            if (plan.Starts.Count == 0)
            {
                Assert.Single(plan.BackOffs);
                start = plan.WakeAt!.Value;
                plan = PodPlanner.Plan(pod, state, start);
            }
            delays.Add((start - now).TotalSeconds);
            state.Slot("app").BackOff = plan.Starts[0].BackOff;
            now = start.AddSeconds(1);
        }

        Assert.Equal([0, 10, 20, 40, 80, 160, 300, 300], delays);
    }

    [Fact]
    public void Plan_ContainerRanForTenMinutes_RestartsAtOnce()
    {
        var pod = NewPod();
        var state = Prepared().WithImages("app");
        state.Slot("app").BackOff = new RestartBackOff(RestartBackOff.Maximum, Now);
        state.Put(pod, "app", ContainerPhase.Exited, 1, 5, finished: Now.AddMinutes(11));

        var plan = PodPlanner.Plan(pod, state, Now.AddMinutes(11));

        Assert.Equal(["app"], plan.Started());
        Assert.Equal(RestartBackOff.Initial, plan.Starts[0].BackOff.Delay);
    }

    [Fact]
    public void Plan_LivenessFailed_KillsWithTheProbesGrace()
    {
        var pod = NewPod();
        pod.Spec.Containers![0].LivenessProbe = new Probe { TerminationGracePeriodSeconds = 5 };
        var state = Prepared();
        var record = state.Put(pod, "app", ContainerPhase.Running);
        state.Slot("app").ResetProbes(record.Id);
        state.Slot("app").Liveness = ProbeResult.Failure;

        var kill = Assert.Single(PodPlanner.Plan(pod, state, Now).Kills);

        Assert.Equal("Container app failed liveness probe, will be restarted", kill.Message);
        Assert.Equal(5, kill.GraceSeconds);
    }

    [Fact]
    public void Plan_ProbeResultOfAnOlderContainer_IsIgnored()
    {
        var pod = NewPod();
        var state = Prepared();
        state.Put(pod, "app", ContainerPhase.Running, attempt: 1);
        state.Slot("app").ResetProbes("app-0");
        state.Slot("app").Liveness = ProbeResult.Failure;

        Assert.Empty(PodPlanner.Plan(pod, state, Now).Kills);
    }

    [Fact]
    public void Plan_ImageChanged_ReplacesTheContainer()
    {
        var pod = NewPod();
        var state = Prepared();
        state.Put(pod, "app", ContainerPhase.Running);
        pod.Spec.Containers![0].Image = "registry.local/app:2";

        Assert.Equal("Container app definition changed, will be restarted", Assert.Single(PodPlanner.Plan(pod, state, Now).Kills).Message);
    }

    [Fact]
    public void Plan_SandboxDied_StopsThenCreatesTheNext()
    {
        var pod = NewPod();
        var state = Prepared().WithImages("app");
        state.Put(pod, "app", ContainerPhase.Exited, 137);
        state.Put(state.Sandbox! with { Ready = false });
        Assert.NotNull(PodPlanner.Plan(pod, state, Now).Stop);

        state.Put(state.Sandbox! with { Stopped = true });
        Assert.Equal(1, PodPlanner.Plan(pod, state, Now).CreateSandbox);
    }

    [Fact]
    public void Plan_SandboxDiedOfAPodThatNeverRestarts_CreatesNone()
    {
        var pod = NewPod("Never");
        var state = Prepared();
        state.Put(pod, "app", ContainerPhase.Exited, 137);
        state.Put(state.Sandbox! with { Ready = false, Stopped = true });

        Assert.Equal(PodPlan.Nothing, PodPlanner.Plan(pod, state, Now));
    }

    [Fact]
    public void Plan_OldAttempts_AreRemovedButTheLastTwo()
    {
        var pod = NewPod();
        var state = Prepared();
        for (int i = 0; i < 4; i++) state.Put(pod, "app", ContainerPhase.Exited, 1, i);
        state.Put(pod, "app", ContainerPhase.Running, attempt: 4);

        Assert.Equal(["app-2", "app-1", "app-0"], PodPlanner.Plan(pod, state, Now).Removals.Select(r => r.Id));
    }

    [Fact]
    public void Plan_Terminating_StopsWithTheDeletionsGrace()
    {
        var pod = NewPod();
        pod.Metadata.DeletionTimestamp = Now;
        pod.Metadata.DeletionGracePeriodSeconds = 3;
        var state = Prepared();
        state.Stage = PodStage.Terminating;

        Assert.Equal(3, PodPlanner.Plan(pod, state, Now).Stop!.GraceSeconds);
        state.StopPending = true;
        Assert.Null(PodPlanner.Plan(pod, state, Now).Stop);
    }

    [Fact]
    public void Plan_EphemeralContainer_StartsOnceAndNeverAgain()
    {
        var pod = NewPod();
        pod.Spec.EphemeralContainers = [new EphemeralContainer { Name = "debug", Image = "busybox" }];
        var state = Prepared().WithImages("debug");
        state.Put(pod, "app", ContainerPhase.Running);
        Assert.Equal(["debug"], PodPlanner.Plan(pod, state, Now).Started());

        state.Put(pod, "debug", ContainerPhase.Exited, 1);
        Assert.Empty(PodPlanner.Plan(pod, state, Now).Starts);
    }
}
