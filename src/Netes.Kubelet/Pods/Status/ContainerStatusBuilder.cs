using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.Planning;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Probes;

namespace Netes.Kubelet.Pods.Status;

/// <summary>The state of each container in the API's words.</summary>
internal static class ContainerStatusBuilder
{
    public const string RuntimeScheme = "containerd://";

    public static void Fill(Pod pod, PodRuntimeState state, PodStatus status)
    {
        var spec = pod.Spec;
        if (spec.InitContainers is { Count: > 0 } inits)
            status.InitContainerStatuses = inits.ConvertAll(c => Build(pod, state, c, ContainerKind.Init, pod.Status.InitContainerStatuses));
        if (spec.Containers is { Count: > 0 } containers)
        {
            status.ContainerStatuses = containers.ConvertAll(c => Build(pod, state, c, ContainerKind.Regular, pod.Status.ContainerStatuses));
            status.ContainerStatuses.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        }
        if (spec.EphemeralContainers is { Count: > 0 } ephemeral)
            status.EphemeralContainerStatuses = ephemeral.ConvertAll(
                e => Build(pod, state, PodContainers.FromEphemeral(e), ContainerKind.Ephemeral, pod.Status.EphemeralContainerStatuses));
    }

    /// <summary>Once a Pod has ended no container of it can be running or waiting; one that nobody can account for has failed.</summary>
    public static void CloseOpenStates(Pod pod, PodRuntimeState state, PodStatus status, DateTime now)
    {
        bool initialized = InitPlanner.HasInitialized(pod, state);
        foreach (var s in status.ContainerStatuses ?? [])
            if (initialized || s.State.Running is not null) Close(s);
        foreach (var s in status.InitContainerStatuses ?? [])
            if (s.State.Running is not null) Close(s);
        foreach (var s in status.EphemeralContainerStatuses ?? [])
            if (s.State.Running is not null) Close(s);
        return;

        static void Close(ContainerStatus s)
        {
            s.Ready = false;
            s.Started = false;
            if (s.State.Terminated is not null) return;
            s.State = new ContainerState
            {
                Terminated = new ContainerStateTerminated
                {
                    ExitCode = 137,
                    Reason = "ContainerStatusUnknown",
                    Message = "The container could not be located when the pod was terminated",
                },
            };
        }
    }

    private static ContainerStatus Build(Pod pod, PodRuntimeState state, Container container, ContainerKind kind, List<ContainerStatus>? oldStatuses)
    {
        var slot = state.FindSlot(container.Name);
        var old = PodPhases.Find(oldStatuses, container.Name);
        var status = new ContainerStatus { Name = container.Name, Image = container.Image, RestartCount = old?.RestartCount ?? 0, Started = false };
        if (kind != ContainerKind.Ephemeral) status.Resources = container.Resources.Clone();
        var latest = slot?.Latest;
        if (latest is null)
        {
            if (old?.State.Terminated is not null || old?.State.Running is not null) CarryOver(pod, state, old, status);
            else status.State.Waiting = Waiting(pod, slot);
            return status;
        }

        Describe(container, latest, status);
        var previous = slot!.Previous;
        bool startsNext = latest.Phase == ContainerPhase.Exited && slot.Waiting is not null && state.Stage == PodStage.Syncing
            && WillRestart(pod, container, kind, latest);
        if (startsNext)
        {
            status.LastState = new ContainerState { Terminated = Terminated(latest) };
            status.State = new ContainerState { Waiting = Waiting(pod, slot) };
        }
        else
        {
            status.State = StateOf(pod, latest, slot);
            if (previous is { Phase: ContainerPhase.Exited }) status.LastState = new ContainerState { Terminated = Terminated(previous) };
            else if (previous is null && latest.Attempt > 0 && old is not null) status.LastState = old.LastState.Clone();
        }
        FillReadiness(container, kind, slot, latest, status);
        return status;
    }

    private static void Describe(Container container, ContainerRecord record, ContainerStatus status)
    {
        status.RestartCount = record.Attempt;
        status.ContainerID = RuntimeScheme + record.Id;
        status.ImageID = record.ImageId;
        if (record.Image.Length > 0) status.Image = record.Image;
        status.User = record.User;
        if (container.Resources.Requests is { Count: > 0 } requests) status.AllocatedResources = new(requests);
        if (container.VolumeMounts is { Count: > 0 } mounts)
            status.VolumeMounts = mounts.ConvertAll(static m => new VolumeMountStatus
            {
                Name = m.Name,
                MountPath = m.MountPath,
                ReadOnly = m.ReadOnly,
                RecursiveReadOnly = m.ReadOnly ? m.RecursiveReadOnly ?? RecursiveReadOnlyMode.Disabled : null,
            });
    }

    private static bool WillRestart(Pod pod, Container container, ContainerKind kind, ContainerRecord ended) => kind switch
    {
        ContainerKind.Init when PodContainers.IsSidecar(container) => pod.Metadata.DeletionTimestamp is null,
        ContainerKind.Init => ended.ExitCode != 0 && RestartRules.ShouldRestart(pod, container, ended.ExitCode),
        ContainerKind.Regular => RestartRules.ShouldStart(pod, container, ended),
        _ => false,
    };

    private static ContainerState StateOf(Pod pod, ContainerRecord record, ContainerSlot slot) => record.Phase switch
    {
        ContainerPhase.Running => new() { Running = new() { StartedAt = record.StartedAt } },
        ContainerPhase.Exited => new() { Terminated = Terminated(record) },
        _ => new() { Waiting = Waiting(pod, slot) },
    };

    private static ContainerStateTerminated Terminated(ContainerRecord record) => new()
    {
        ExitCode = record.ExitCode,
        Signal = record.Signal,
        Reason = record.Reason,
        Message = record.Message,
        StartedAt = record.StartedAt,
        FinishedAt = record.FinishedAt,
        ContainerID = RuntimeScheme + record.Id,
    };

    private static ContainerStateWaiting Waiting(Pod pod, ContainerSlot? slot) => slot?.Waiting is { } waiting
        ? new() { Reason = waiting.Reason, Message = waiting.Message }
        : new() { Reason = pod.Spec.InitContainers is { Count: > 0 } ? "PodInitializing" : "ContainerCreating" };

    /// <summary>The runtime lost a container that the API knows: what ended stays ended, what ran has an unknown end.</summary>
    private static void CarryOver(Pod pod, PodRuntimeState state, ContainerStatus old, ContainerStatus status)
    {
        status.ImageID = old.ImageID;
        status.Image = old.Image;
        status.ContainerID = old.ContainerID;
        status.Ready = old.State.Terminated is { ExitCode: 0 } && old.Ready;
        if (old.State.Terminated is not null)
        {
            status.State = old.State.Clone();
            status.LastState = old.LastState.Clone();
            return;
        }
        var lost = new ContainerStateTerminated
        {
            Reason = "ContainerStatusUnknown",
            Message = "The container could not be located when the pod was deleted.  The container used to be Running",
            ExitCode = 137,
        };
        if (state.Stage == PodStage.Syncing)
        {
            status.State.Waiting = Waiting(pod, state.FindSlot(old.Name));
            status.LastState.Terminated = lost;
            status.RestartCount = old.RestartCount + 1;
        }
        else
        {
            status.State.Terminated = lost;
        }
    }

    private static void FillReadiness(Container container, ContainerKind kind, ContainerSlot slot, ContainerRecord latest, ContainerStatus status)
    {
        bool plainInit = kind == ContainerKind.Init && !PodContainers.IsSidecar(container);
        if (latest.Phase != ContainerPhase.Running)
        {
            status.Ready = plainInit && latest.Succeeded && status.State.Terminated is not null;
            return;
        }
        // Between start and the end of the postStart hook a container runs but has not started.
        bool known = slot.ProbedContainer == latest.Id;
        bool started = slot.Operation != ContainerOperation.Starting
            && (container.StartupProbe is null || (known && slot.Startup == ProbeResult.Success));
        status.Started = started;
        if (plainInit || kind == ContainerKind.Ephemeral || !started) return;
        status.Ready = container.ReadinessProbe is null || (known && slot.Readiness == ProbeResult.Success);
    }
}
