using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.State;

namespace Netes.Kubelet.Pods.Status;

/// <summary>What the node adds to the status of each of its Pods.</summary>
internal sealed record NodeFacts(IReadOnlyList<string> Addresses);

/// <summary>
/// The status of a Pod as the API shows it, from the spec, the status that the API has, and what is known at run time.
/// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
/// </summary>
internal static class PodStatusBuilder
{
    public static PodStatus Build(Pod pod, PodRuntimeState state, NodeFacts node, DateTime now)
    {
        var old = pod.Status;
        if (state.Verdict is { } verdict && state.Slots.Count == 0 && state.Sandboxes.Count == 0) return Rejected(pod, state, verdict);

        var status = new PodStatus
        {
            ObservedGeneration = pod.Metadata.Generation,
            StartTime = old.StartTime ?? state.StartTime,
            QosClass = old.QosClass.Length > 0 ? old.QosClass : PodQuality.ClassOf(pod.Spec),
            NominatedNodeName = old.NominatedNodeName,
            Resize = old.Resize,
            ResourceClaimStatuses = old.ResourceClaimStatuses,
            ExtendedResourceClaimStatus = old.ExtendedResourceClaimStatus,
            Message = old.Message,
            Reason = old.Reason,
        };
        ContainerStatusBuilder.Fill(pod, state, status);
        bool ended = state.Stage >= PodStage.Terminated;
        if (ended) ContainerStatusBuilder.CloseOpenStates(pod, state, status, now);
        status.Phase = Phase(pod, state, status, ended);
        if (state.Verdict is { } v)
        {
            status.Phase = v.Phase;
            status.Reason = v.Reason;
            status.Message = v.Message;
        }
        FillAddresses(pod, state, node, status);
        status.Conditions = PodConditions.Build(pod, state, status, now);
        return status;
    }

    private static string Phase(Pod pod, PodRuntimeState state, PodStatus status, bool ended)
    {
        // A Pod that ended stays ended, whatever becomes of its containers.
        if (pod.Status.Phase is PodPhase.Succeeded or PodPhase.Failed) return pod.Status.Phase;
        string phase = PodPhases.Of(pod, status, terminal: state.Stage != PodStage.Syncing && !state.AnyRunning, HasInitialized(pod, state));
        return ended && phase is not (PodPhase.Succeeded or PodPhase.Failed) ? PodPhase.Failed : phase;
    }

    private static bool HasInitialized(Pod pod, PodRuntimeState state) => Planning.InitPlanner.HasInitialized(pod, state);

    /// <summary>A Pod that never ran here gets a phase and a reason, and no container states.</summary>
    private static PodStatus Rejected(Pod pod, PodRuntimeState state, PodVerdict verdict) => new()
    {
        ObservedGeneration = pod.Metadata.Generation,
        Phase = verdict.Phase,
        Reason = verdict.Reason,
        Message = verdict.Message,
        StartTime = pod.Status.StartTime ?? state.StartTime,
        QosClass = pod.Status.QosClass.Length > 0 ? pod.Status.QosClass : PodQuality.ClassOf(pod.Spec),
        Conditions = pod.Status.Conditions,
        NominatedNodeName = pod.Status.NominatedNodeName,
    };

    private static void FillAddresses(Pod pod, PodRuntimeState state, NodeFacts node, PodStatus status)
    {
        if (node.Addresses.Count > 0)
        {
            status.HostIP = node.Addresses[0];
            status.HostIPs = [.. node.Addresses.Select(static a => new HostIP { Ip = a })];
        }
        var addresses = pod.Spec.HostNetwork ? (state.Sandbox is null ? [] : node.Addresses) : state.Sandbox?.Addresses ?? [];
        if (addresses.Count == 0)
        {
            // A sandbox that is gone takes its address with it only when the next one comes: readers of a finished Pod keep it.
            status.PodIP = pod.Status.PodIP;
            status.PodIPs = pod.Status.PodIPs;
            return;
        }
        status.PodIP = addresses[0];
        status.PodIPs = [.. addresses.Select(static a => new PodIP { Ip = a })];
    }
}
