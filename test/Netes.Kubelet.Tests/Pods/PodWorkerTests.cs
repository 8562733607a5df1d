using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.Running;
using static Netes.Kubelet.Tests.Pods.PodFixture;

namespace Netes.Kubelet.Tests.Pods;

public sealed class PodWorkerTests : IAsyncDisposable
{
    private readonly WorkerFixture _fixture = new();

    private FakeRuntime Runtime => _fixture.Runtime;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Start_NewPod_RunsItAndSaysSo()
    {
        _fixture.Start(NewPod(containers: ["a", "b"]));

        var status = await _fixture.UntilAsync(s => s.Conditions!.Exists(c => c is { Type: "Ready", Status: "True" }));

        Assert.Equal("Running", status.Phase);
        Assert.StartsWith("10.42.0.", status.PodIP, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], Runtime.RunningContainers.Order());
        Assert.Equal("RunPodSandbox web", Runtime.Calls.First());
        Assert.Contains(Runtime.LastConfig!.Mounts, m => m.ContainerPath == "/etc/hosts");
    }

    [Fact]
    public async Task Start_InitContainers_RunInOrder()
    {
        _fixture.Start(NewPod(inits: ["i1", "i2"]));
        await _fixture.UntilAsync(s => s.InitContainerStatuses![0].State.Running is not null);
        End("i1", 0);
        await _fixture.UntilAsync(s => s.InitContainerStatuses![1].State.Running is not null);
        End("i2", 0);

        var status = await _fixture.UntilAsync(s => s.Phase == "Running");

        Assert.Equal("Completed", status.InitContainerStatuses![0].State.Terminated!.Reason);
        Assert.Equal(["StartContainer i1", "StartContainer i2", "StartContainer app"], Runtime.Calls.Where(c => c.StartsWith("StartContainer", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ContainerEnds_OfAJob_ThePodSucceeds()
    {
        _fixture.Start(NewPod("Never"));
        await _fixture.UntilAsync(s => s.Phase == "Running");
        End("app", 0);

        await _fixture.UntilAsync(s => s.Phase == "Succeeded");
    }

    [Fact]
    public async Task ContainerFails_Twice_RestartsOnceThenBacksOff()
    {
        _fixture.Start(NewPod());
        await _fixture.UntilAsync(s => s.Phase == "Running");
        End("app", 1);
        await _fixture.UntilAsync(s => s.ContainerStatuses![0] is { RestartCount: 1, State.Running: not null });
        End("app", 1);

        var status = await _fixture.UntilAsync(s => s.ContainerStatuses![0].State.Waiting?.Reason == "CrashLoopBackOff");

        Assert.Equal("back-off 10s restarting failed container=app pod=web_shop(uid-1)", status.ContainerStatuses![0].State.Waiting!.Message);
        Assert.Equal(1, status.ContainerStatuses[0].LastState.Terminated!.ExitCode);
    }

    [Fact]
    public async Task Delete_RunningPod_StopsItWithGraceAndTakesItOutOfTheApi()
    {
        var pod = NewPod();
        var worker = _fixture.Start(pod);
        await _fixture.UntilAsync(s => s.Phase == "Running");
        var deleted = pod.Clone();
        deleted.Metadata.DeletionTimestamp = Now;
        deleted.Metadata.DeletionGracePeriodSeconds = 7;
        worker.Update(deleted);

        var status = await _fixture.UntilAsync(_ => !_fixture.Removed.IsEmpty);
        Assert.Contains("StopContainer app 7", Runtime.Calls);
        Assert.Equal("Failed", status.Phase);
        Assert.Equal(143, status.ContainerStatuses![0].State.Terminated!.ExitCode);

        worker.Delete();
        await _fixture.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, Runtime.SandboxCount);
    }

    [Fact]
    public async Task Delete_WithSidecar_StopsItAfterTheContainers()
    {
        var pod = NewPod(inits: ["s1*"]);
        var worker = _fixture.Start(pod);
        await _fixture.UntilAsync(s => s.Phase == "Running");
        worker.Delete();

        await _fixture.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["StopContainer app 30", "StopContainer s1 30"], Runtime.Calls.Where(c => c.StartsWith("StopContainer", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Start_WhatRanBefore_IsAdopted()
    {
        var first = _fixture.Start(NewPod());
        var before = await _fixture.UntilAsync(s => s.Phase == "Running");
        await first.DisposeAsync();
        var known = await RuntimeInventory.ReadAsync(Runtime, "uid-1", CancellationToken.None);
        var pod = NewPod();
        pod.Status = before;
        _fixture.Start(pod, known["uid-1"]);

        var status = await _fixture.UntilAsync(s => s.Phase == "Running" && !ReferenceEquals(s, before));

        Assert.Equal(before.ContainerStatuses![0].ContainerID, status.ContainerStatuses![0].ContainerID);
        Assert.Single(Runtime.ContainerIds);
        Assert.Single(Runtime.Calls, c => c.StartsWith("RunPodSandbox", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_ImageCannotBePulled_SaysWhy()
    {
        _fixture.PullFailure = new ImageException("ErrImagePull", "no such host");
        _fixture.Start(NewPod());

        var status = await _fixture.UntilAsync(s => s.ContainerStatuses![0].State.Waiting?.Reason == "ErrImagePull");

        Assert.Equal("no such host", status.ContainerStatuses![0].State.Waiting!.Message);
        Assert.Equal("Pending", status.Phase);
    }

    [Fact]
    public async Task Start_RuntimeRefusesTheContainer_SaysWhy()
    {
        Runtime.Failures["CreateContainer app"] = "no room";
        _fixture.Start(NewPod());

        var status = await _fixture.UntilAsync(s => s.ContainerStatuses![0].State.Waiting?.Reason == "CreateContainerError");

        Assert.Equal("no room", status.ContainerStatuses![0].State.Waiting!.Message);
    }

    [Fact]
    public async Task Start_LivenessFails_KillsAndRestarts()
    {
        var pod = NewPod();
        pod.Spec.Containers![0].LivenessProbe = new Probe { Exec = new ExecAction { Command = ["false"] }, PeriodSeconds = 1, FailureThreshold = 1 };
        _fixture.Start(pod);

        var status = await _fixture.UntilAsync(s => s.ContainerStatuses![0].RestartCount >= 1);

        Assert.Equal(143, status.ContainerStatuses![0].LastState.Terminated!.ExitCode);
    }

    private void End(string container, int exitCode)
    {
        Runtime.End(container, exitCode);
        string id = Runtime.ContainerIds.Last(i => i.StartsWith(container + "-", StringComparison.Ordinal));
        foreach (var worker in _fixture.Workers) worker.RuntimeChanged(id);
    }
}
