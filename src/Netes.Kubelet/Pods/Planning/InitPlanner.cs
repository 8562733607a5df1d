using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Probes;

namespace Netes.Kubelet.Pods.Planning;

/// <summary>
/// Init containers run one after the other, each to its success; a sidecar (restartPolicy Always) counts as done when it has
/// started, and is kept running from then on. https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
/// </summary>
internal static class InitPlanner
{
    /// <returns>Whether all init containers are done, so that the regular ones may run.</returns>
    public static bool Plan(Pod pod, PodRuntimeState state, ContainerSteps steps)
    {
        var inits = pod.Spec.InitContainers ?? [];
        if (inits.Count == 0) return true;
        // Records of finished init containers may be gone: a regular container in this sandbox proves that they ran.
        bool initialized = HasInitialized(pod, state);
        int current = initialized ? inits.Count : LastBegun(inits, state);
        if (current < 0)
        {
            steps.Starts.Add((inits[0], ContainerKind.Init));
            return false;
        }
        for (int i = 0; i < Math.Min(current, inits.Count); i++)
            if (PodContainers.IsSidecar(inits[i])) KeepSidecar(pod, inits[i], state, steps);
        if (initialized) return true;
        return PlanCurrent(pod, inits, current, state, steps);
    }

    public static bool HasInitialized(Pod pod, PodRuntimeState state)
    {
        foreach (var container in pod.Spec.Containers ?? [])
        {
            var slot = state.FindSlot(container.Name);
            if (slot is { Operation: ContainerOperation.Starting }) return true;
            if (slot?.Latest is { } latest && latest.SandboxId == state.Sandbox?.Id) return true;
        }
        return false;
    }

    /// <summary>The last init container that has been begun in this sandbox, or -1.</summary>
    private static int LastBegun(List<Container> inits, PodRuntimeState state)
    {
        for (int i = inits.Count - 1; i >= 0; i--)
        {
            var slot = state.FindSlot(inits[i].Name);
            if (slot is { Operation: not ContainerOperation.None }) return i;
            if (slot?.Latest is { } latest && latest.SandboxId == state.Sandbox?.Id) return i;
        }
        return -1;
    }

    private static bool PlanCurrent(Pod pod, List<Container> inits, int current, PodRuntimeState state, ContainerSteps steps)
    {
        var container = inits[current];
        var slot = state.FindSlot(container.Name);
        if (PodContainers.IsSidecar(container))
        {
            KeepSidecar(pod, container, state, steps);
            return IsSidecarStarted(container, slot) && Advance(inits, current, steps);
        }
        if (slot is null or { Operation: not ContainerOperation.None } || slot.Latest is not { Phase: ContainerPhase.Exited } ended)
        {
            // One that was created and never started (the kubelet died in between) is replaced.
            if (slot is { Operation: ContainerOperation.None, Latest.Phase: ContainerPhase.Created or ContainerPhase.Unknown })
                steps.Starts.Add((container, ContainerKind.Init));
            return false;
        }
        if (ended.ExitCode == 0) return Advance(inits, current, steps);
        if (RestartRules.ShouldRestart(pod, container, ended.ExitCode)) steps.Starts.Add((container, ContainerKind.Init));
        else steps.StopPod = true;
        return false;
    }

    private static bool Advance(List<Container> inits, int current, ContainerSteps steps)
    {
        if (current == inits.Count - 1) return true;
        steps.Starts.Add((inits[current + 1], ContainerKind.Init));
        return false;
    }

    private static bool IsSidecarStarted(Container container, ContainerSlot? slot) =>
        slot is { Operation: not ContainerOperation.Starting, Latest: { Phase: ContainerPhase.Running } running }
        && (container.StartupProbe is null || (slot.ProbedContainer == running.Id && slot.Startup == ProbeResult.Success));

    private static void KeepSidecar(Pod pod, Container container, PodRuntimeState state, ContainerSteps steps)
    {
        var slot = state.FindSlot(container.Name);
        if (slot is { Operation: not ContainerOperation.None }) return;
        if (slot?.Latest is not { Phase: ContainerPhase.Running } running)
        {
            if (pod.Metadata.DeletionTimestamp is null) steps.Starts.Add((container, ContainerKind.Init));
            return;
        }
        if (PodPlanner.WhyKill(container, slot, running, "Init container") is { } why)
            steps.Kill(pod, container, ContainerKind.Init, running, why);
    }
}
