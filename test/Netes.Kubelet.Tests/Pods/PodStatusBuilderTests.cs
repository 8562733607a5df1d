using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Pods.Status;
using Netes.Kubelet.Probes;
using static Netes.Kubelet.Tests.Pods.PodFixture;
using ContainerRecord = Netes.Kubelet.Pods.State.ContainerRecord;

namespace Netes.Kubelet.Tests.Pods;

public class PodStatusBuilderTests
{
    private static readonly NodeFacts Node = new(["192.168.1.10"]);

    private static PodStatus Build(Pod pod, PodRuntimeState state) => PodStatusBuilder.Build(pod, state, Node, Now);

    private static PodCondition Condition(PodStatus status, string type) => status.Conditions!.Single(c => c.Type == type);

    [Fact]
    public void Build_NewPod_IsPendingAndCreating()
    {
        var status = Build(NewPod(), new PodRuntimeState { StartTime = Now });

        Assert.Equal("Pending", status.Phase);
        Assert.Equal("ContainerCreating", status.ContainerStatuses![0].State.Waiting!.Reason);
        Assert.Equal("registry.local/app:1", status.ContainerStatuses[0].Image);
        Assert.False(status.ContainerStatuses[0].Started);
        Assert.Equal(Now, status.StartTime);
        Assert.Equal("BestEffort", status.QosClass);
        Assert.Equal("192.168.1.10", status.HostIP);
        Assert.Equal(1, status.ObservedGeneration);
        Assert.Equal(["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"], status.Conditions!.Select(c => c.Type));
        Assert.Equal(["False", "True", "False", "False", "True"], status.Conditions!.Select(c => c.Status));
        Assert.Equal("containers with unready status: [app]", Condition(status, "Ready").Message);
        Assert.Equal("ContainersNotReady", Condition(status, "ContainersReady").Reason);
    }

    [Fact]
    public void Build_Running_IsReadyWithAddresses()
    {
        var pod = NewPod();
        var state = Prepared();
        state.Put(pod, "app", ContainerPhase.Running);

        var status = Build(pod, state);

        Assert.Equal("Running", status.Phase);
        Assert.Equal("10.42.0.5", status.PodIP);
        Assert.Equal("10.42.0.5", Assert.Single(status.PodIPs!).Ip);
        Assert.All(status.Conditions!, c => Assert.Equal("True", c.Status));
        var container = status.ContainerStatuses![0];
        Assert.True(container.Ready);
        Assert.True(container.Started);
        Assert.Equal("containerd://app-0", container.ContainerID);
        Assert.Equal(Now, container.State.Running!.StartedAt);
    }

    [Fact]
    public void Build_PostStartHookRuns_HasNotStarted()
    {
        var pod = NewPod();
        var state = Prepared();
        state.Put(pod, "app", ContainerPhase.Running);
        state.Slot("app").Operation = ContainerOperation.Starting;

        Assert.False(Build(pod, state).ContainerStatuses![0].Ready);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Build_ReadinessProbe_DecidesReady(bool? succeeded, bool ready)
    {
        var pod = NewPod();
        pod.Spec.Containers![0].ReadinessProbe = new Probe();
        var state = Prepared();
        var record = state.Put(pod, "app", ContainerPhase.Running);
        state.Slot("app").ResetProbes(record.Id);
        state.Slot("app").Readiness = succeeded switch { null => null, true => ProbeResult.Success, false => ProbeResult.Failure };

        var status = Build(pod, state);

        Assert.Equal(ready, status.ContainerStatuses![0].Ready);
        Assert.Equal(ready ? "True" : "False", Condition(status, "Ready").Status);
        Assert.Equal("Running", status.Phase);
    }

    [Fact]
    public void Build_CrashLoop_WaitsWithItsLastState()
    {
        var pod = NewPod();
        var state = Prepared();
        state.Put(pod, "app", ContainerPhase.Exited, 1, attempt: 2);
        state.Slot("app").Waiting = new WaitingReason("CrashLoopBackOff", "back-off 20s restarting failed container=app pod=web_shop(uid-1)", Now);

        var status = Build(pod, state);

        var container = status.ContainerStatuses![0];
        Assert.Equal("CrashLoopBackOff", container.State.Waiting!.Reason);
        Assert.Equal(1, container.LastState.Terminated!.ExitCode);
        Assert.Equal("Error", container.LastState.Terminated.Reason);
        Assert.Equal(2, container.RestartCount);
        Assert.Equal("Running", status.Phase);
    }

    [Theory]
    [InlineData("Never", 0, "Succeeded")]
    [InlineData("Never", 1, "Failed")]
    [InlineData("OnFailure", 0, "Succeeded")]
    [InlineData("OnFailure", 1, "Running")]
    [InlineData("Always", 0, "Running")]
    public void Build_AllExited_PhaseFollowsPolicy(string policy, int exitCode, string phase)
    {
        var pod = NewPod(policy);
        var state = Prepared();
        state.Put(pod, "app", ContainerPhase.Exited, exitCode);

        Assert.Equal(phase, Build(pod, state).Phase);
    }

    [Fact]
    public void Build_Succeeded_ConditionsSayCompleted()
    {
        var pod = NewPod("Never");
        var state = Prepared();
        state.Put(pod, "app", ContainerPhase.Exited);

        var status = Build(pod, state);

        Assert.Equal("PodCompleted", Condition(status, "Ready").Reason);
        Assert.Equal("PodCompleted", Condition(status, "Initialized").Reason);
        Assert.Equal("False", Condition(status, "ContainersReady").Status);
    }

    [Fact]
    public void Build_InitContainersRun_IsInitializing()
    {
        var pod = NewPod(inits: ["i1", "i2"]);
        var state = Prepared();
        state.Put(pod, "i1", ContainerPhase.Exited);
        state.Put(pod, "i2", ContainerPhase.Running);

        var status = Build(pod, state);

        Assert.Equal("Pending", status.Phase);
        Assert.Equal("PodInitializing", status.ContainerStatuses![0].State.Waiting!.Reason);
        Assert.True(status.InitContainerStatuses![0].Ready);
        Assert.Equal("containers with incomplete status: [i2]", Condition(status, "Initialized").Message);
        Assert.Equal("ContainersNotInitialized", Condition(status, "Initialized").Reason);
    }

    [Fact]
    public void Build_InitFailedInAPodThatNeverRestarts_Failed()
    {
        var pod = NewPod("Never", ["i1"]);
        var state = Prepared();
        state.Put(pod, "i1", ContainerPhase.Exited, 1);

        Assert.Equal("Failed", Build(pod, state).Phase);
    }

    [Fact]
    public void Build_TerminatedWithoutEverRunning_Failed()
    {
        var pod = NewPod();
        pod.Metadata.DeletionTimestamp = Now;
        var state = new PodRuntimeState { StartTime = Now, Stage = PodStage.Terminated };

        var status = Build(pod, state);

        Assert.Equal("Failed", status.Phase);
        Assert.Equal("ContainerCreating", status.ContainerStatuses![0].State.Waiting!.Reason);
    }

    [Fact]
    public void Build_DeletedAndExitedWithZero_Succeeded()
    {
        var pod = NewPod();
        pod.Metadata.DeletionTimestamp = Now;
        var state = Prepared();
        state.Stage = PodStage.Terminated;
        state.Put(pod, "app", ContainerPhase.Exited);

        Assert.Equal("Succeeded", Build(pod, state).Phase);
    }

    [Fact]
    public void Build_ConditionUnchanged_KeepsItsTime()
    {
        var pod = NewPod();
        var state = Prepared();
        state.Put(pod, "app", ContainerPhase.Running);
        pod.Status = PodStatusBuilder.Build(pod, state, Node, Now);

        var later = PodStatusBuilder.Build(pod, state, Node, Now.AddMinutes(1));

        Assert.True(later.DeepEquals(pod.Status));
    }

    [Fact]
    public void Build_ReadinessGate_HoldsReadyBack()
    {
        var pod = NewPod();
        pod.Spec.ReadinessGates = [new PodReadinessGate { ConditionType = "example.com/lb" }];
        var state = Prepared();
        state.Put(pod, "app", ContainerPhase.Running);

        var ready = Condition(Build(pod, state), "Ready");
        Assert.Equal("ReadinessGatesNotReady", ready.Reason);
        Assert.Equal("corresponding condition of pod readiness gate \"example.com/lb\" does not exist.", ready.Message);

        pod.Status.Conditions = [new PodCondition { Type = "example.com/lb", Status = "True" }];
        var status = Build(pod, state);
        Assert.Equal("True", Condition(status, "Ready").Status);
        Assert.Contains(status.Conditions!, c => c.Type == "example.com/lb");
    }

    [Fact]
    public void Build_DeadlineExceeded_FailsWithItsReason()
    {
        var pod = NewPod();
        var state = Prepared();
        state.Put(pod, "app", ContainerPhase.Running);
        state.Stage = PodStage.Terminating;
        state.Verdict = new PodVerdict("Failed", "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");

        var status = Build(pod, state);

        Assert.Equal(("Failed", "DeadlineExceeded"), (status.Phase, status.Reason));
        Assert.NotNull(status.ContainerStatuses![0].State.Running);
    }

    [Fact]
    public void Build_KubeletRestartedAndContainerLost_CountsTheRestart()
    {
        var pod = NewPod();
        pod.Status.ContainerStatuses =
            [new ContainerStatus { Name = "app", ContainerID = "containerd://old", State = { Running = new() { StartedAt = Now } } }];

        var container = Build(pod, new PodRuntimeState { StartTime = Now }).ContainerStatuses![0];

        Assert.Equal(137, container.LastState.Terminated!.ExitCode);
        Assert.Equal("ContainerStatusUnknown", container.LastState.Terminated.Reason);
        Assert.Equal(1, container.RestartCount);
    }

    [Theory]
    [InlineData("", "", "BestEffort")]
    [InlineData("100m", "", "Burstable")]
    [InlineData("100m", "100m", "Guaranteed")]
    [InlineData("50m", "100m", "Burstable")]
    public void ClassOf_RequestsAndLimits_UpstreamsClass(string request, string limit, string quality)
    {
        var pod = NewPod();
        pod.Spec.Containers![0].Resources = new ResourceRequirements
        {
            Requests = request.Length == 0 ? null : new() { ["cpu"] = Quantity.Parse(request), ["memory"] = Quantity.Parse("1Mi") },
            Limits = limit.Length == 0 ? null : new() { ["cpu"] = Quantity.Parse(limit), ["memory"] = Quantity.Parse("1Mi") },
        };

        Assert.Equal(quality, PodQuality.ClassOf(pod.Spec));
    }
}
