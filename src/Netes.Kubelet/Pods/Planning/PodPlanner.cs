using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Probes;

namespace Netes.Kubelet.Pods.Planning;

/// <summary>
/// Decides what a Pod needs done, from its spec and what is known of it; no I/O, no memory.
/// </summary>
/// <remarks>
/// <code>
///        prepare (volumes, cgroup) ──┐
///        images of the next starts ──┤ at the same time
///                                    ▼
///        sandbox ──► init containers, one after the other (sidecars: once started) ──► containers, together
/// </code>
/// What is being done already (state says "pending") is not asked for again; what failed waits for its retry time.
/// </remarks>
internal static class PodPlanner
{
    public static PodPlan Plan(Pod pod, PodRuntimeState state, DateTime now) => state.Stage switch
    {
        PodStage.Syncing => PlanSync(pod, state, now),
        PodStage.Terminating when !state.StopPending => new PodPlan { Stop = new StopAction(GracePeriod(pod)) },
        _ => PodPlan.Nothing,
    };

    /// <summary>Seconds that the Pod's containers have to end: what the deletion says, before what the spec says.</summary>
    public static long GracePeriod(Pod pod)
    {
        if (pod.Metadata is { DeletionTimestamp: not null, DeletionGracePeriodSeconds: { } deletion }) return deletion;
        return pod.Spec.TerminationGracePeriodSeconds ?? 30;
    }

    private static PodPlan PlanSync(Pod pod, PodRuntimeState state, DateTime now)
    {
        if (state.StopPending) return PodPlan.Nothing;
        var timer = new WakeTimer(now);
        bool prepare = state.Preparation == PreparationState.None && timer.IsDue(state.PreparationRetryAt);
        if (NeedsSandbox(state, out int attempt))
        {
            var wanted = WhatASandboxWouldRun(pod, state, attempt);
            // A Pod that is done gets no new sandbox: what is left of the old one goes.
            if (wanted.Count == 0) return HasRemains(state) ? new PodPlan { Stop = new StopAction(GracePeriod(pod)) } : PodPlan.Nothing;
            if (state.Sandbox is { Stopped: false }) return new PodPlan { Stop = new StopAction(GracePeriod(pod)) };
            bool create = state.Preparation == PreparationState.Done && !state.SandboxPending && timer.IsDue(state.SandboxRetryAt);
            var early = new Startup(pod, state, timer, sandboxReady: false);
            foreach (var (container, kind) in wanted) early.Add(container, kind);
            return early.ToPlan() with { Prepare = prepare, CreateSandbox = create ? attempt : null, WakeAt = timer.Next };
        }

        var steps = new ContainerSteps();
        PlanEphemeral(pod, state, steps);
        bool initialized = InitPlanner.Plan(pod, state, steps);
        if (!steps.StopPod && initialized) PlanRegular(pod, state, steps);
        if (steps.StopPod) return new PodPlan { Stop = new StopAction(GracePeriod(pod)) };

        var startup = new Startup(pod, state, timer, sandboxReady: state.Preparation == PreparationState.Done);
        foreach (var (container, kind) in steps.Starts) startup.Add(container, kind);
        return startup.ToPlan() with
        {
            Prepare = prepare,
            Kills = steps.Kills,
            Removals = GarbageRules.DeadContainers(pod, state),
            SandboxRemovals = GarbageRules.OldSandboxes(state),
            WakeAt = timer.Next,
        };
    }

    private static bool NeedsSandbox(PodRuntimeState state, out int attempt)
    {
        attempt = state.Sandbox is { } s ? s.Attempt + 1 : 0;
        if (state.Sandbox is not { } latest) return true;
        if (!latest.Ready || latest.Stopped) return true;
        return !latest.HostNetwork && latest.Addresses.Count == 0;
    }

    private static bool HasRemains(PodRuntimeState state) =>
        state.Sandboxes.Any(s => !s.Stopped) || state.Slots.Values.Any(s => s.Latest?.Phase == ContainerPhase.Running);

    /// <summary>What a new sandbox starts with: the first init container, or every container that is to run (again).</summary>
    private static List<(Container, ContainerKind)> WhatASandboxWouldRun(Pod pod, PodRuntimeState state, int attempt)
    {
        var wanted = new List<(Container, ContainerKind)>();
        bool ranBefore = state.Slots.Values.Any(s => s.Records.Count > 0);
        bool never = pod.Spec.RestartPolicy == RestartPolicy.Never;
        foreach (var container in pod.Spec.Containers ?? [])
        {
            var latest = state.Latest(container.Name);
            // Nothing restarts in a Pod that never restarts, not even because its sandbox was lost.
            if (never && attempt > 0 && ranBefore && !RestartRules.ShouldRestart(pod, container, latest?.ExitCode ?? 0)) continue;
            if (latest is { Phase: ContainerPhase.Exited } && !RestartRules.ShouldRestart(pod, container, latest.ExitCode)) continue;
            wanted.Add((container, ContainerKind.Regular));
        }
        if (wanted.Count > 0 && pod.Spec.InitContainers is [var first, ..]) return [(first, ContainerKind.Init)];
        return wanted;
    }

    private static void PlanEphemeral(Pod pod, PodRuntimeState state, ContainerSteps steps)
    {
        foreach (var e in pod.Spec.EphemeralContainers ?? [])
            if (state.Latest(e.Name) is null) steps.Starts.Add((PodContainers.FromEphemeral(e), ContainerKind.Ephemeral));
    }

    private static void PlanRegular(Pod pod, PodRuntimeState state, ContainerSteps steps)
    {
        int kept = 0, started = 0;
        foreach (var container in pod.Spec.Containers ?? [])
        {
            var slot = state.FindSlot(container.Name);
            var latest = slot?.Latest;
            if (latest is { Phase: ContainerPhase.Running })
            {
                kept++;
                if (slot!.Operation == ContainerOperation.None && WhyKill(container, slot, latest, "Container") is { } why)
                    steps.Kill(pod, container, ContainerKind.Regular, latest, why);
            }
            else if (slot is { Operation: not ContainerOperation.None })
            {
                kept++;
            }
            else if (RestartRules.ShouldStart(pod, container, latest))
            {
                started++;
                steps.Starts.Add((container, ContainerKind.Regular));
            }
        }
        if (kept == 0 && started == 0) steps.StopPod = true;
    }

    /// <summary>Why a running container must be stopped, or null.</summary>
    internal static (string Message, Probe? Probe)? WhyKill(Container container, ContainerSlot slot, ContainerRecord running, string what)
    {
        if (running.Hash.Length > 0 && running.Hash != ContainerHash.Of(container))
            return ($"{what} {container.Name} definition changed", null);
        if (slot.ProbedContainer != running.Id) return null;
        if (slot.Liveness == ProbeResult.Failure) return ($"{what} {container.Name} failed liveness probe", container.LivenessProbe);
        if (slot.Startup == ProbeResult.Failure) return ($"{what} {container.Name} failed startup probe", container.StartupProbe);
        return null;
    }
}
