using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.State;

namespace Netes.Kubelet.Pods.Status;

/// <summary>The conditions that the kubelet owns, and its respect for those of others.
/// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions</summary>
internal static class PodConditions
{
    /// <param name="status">Phase and container statuses are filled in.</param>
    public static List<PodCondition> Build(Pod pod, PodRuntimeState state, PodStatus status, DateTime now)
    {
        var containersReady = ContainersReady(pod, status);
        PodCondition[] owned =
        [
            ReadyToStartContainers(state),
            Initialized(pod, state, status),
            Ready(pod, containersReady),
            containersReady,
            new() { Type = PodConditionType.PodScheduled, Status = ConditionStatus.True },
        ];
        var old = pod.Status.Conditions ?? [];
        var result = new List<PodCondition>(owned.Length + old.Count);
        foreach (var condition in owned)
        {
            var before = old.Find(c => c.Type == condition.Type);
            condition.ObservedGeneration = pod.Metadata.Generation;
            condition.LastTransitionTime = before is not null && before.Status == condition.Status ? before.LastTransitionTime : now;
            if (before is not null) condition.LastProbeTime = before.LastProbeTime;
            result.Add(condition);
        }
        foreach (var condition in old)
            if (!Array.Exists(owned, c => c.Type == condition.Type)) result.Add(condition);
        return result;
    }

    private static PodCondition ReadyToStartContainers(PodRuntimeState state) => new()
    {
        Type = PodConditionType.PodReadyToStartContainers,
        Status = state.Sandbox is { Ready: true, Stopped: false } sandbox && (sandbox.HostNetwork || sandbox.Addresses.Count > 0)
            ? ConditionStatus.True : ConditionStatus.False,
    };

    private static PodCondition Initialized(Pod pod, PodRuntimeState state, PodStatus status)
    {
        List<string> unknown = [], incomplete = [];
        foreach (var container in pod.Spec.InitContainers ?? [])
        {
            var s = PodPhases.Find(status.InitContainerStatuses, container.Name);
            if (s is null) unknown.Add(container.Name);
            else if (PodContainers.IsSidecar(container) ? s.Started != true : !s.Ready) incomplete.Add(container.Name);
        }
        var condition = new PodCondition { Type = PodConditionType.Initialized, Status = ConditionStatus.True };
        if (status.Phase == PodPhase.Succeeded && unknown.Count == 0) condition.Reason = "PodCompleted";
        else if (!Planning.InitPlanner.HasInitialized(pod, state) && unknown.Count + incomplete.Count > 0)
        {
            condition.Status = ConditionStatus.False;
            condition.Reason = "ContainersNotInitialized";
            condition.Message = Join(("containers with unknown status", unknown), ("containers with incomplete status", incomplete));
        }
        return condition;
    }

    private static PodCondition ContainersReady(Pod pod, PodStatus status)
    {
        List<string> unknown = [], unready = [];
        foreach (var container in pod.Spec.InitContainers ?? [])
            if (PodContainers.IsSidecar(container)) Sort(container.Name, PodPhases.Find(status.InitContainerStatuses, container.Name));
        foreach (var container in pod.Spec.Containers ?? [])
            Sort(container.Name, PodPhases.Find(status.ContainerStatuses, container.Name));

        var condition = new PodCondition { Type = PodConditionType.ContainersReady, Status = ConditionStatus.False };
        if (status.Phase == PodPhase.Succeeded && unknown.Count == 0) condition.Reason = "PodCompleted";
        else if (status.Phase == PodPhase.Failed) condition.Reason = "PodFailed";
        else if (unknown.Count + unready.Count > 0)
        {
            condition.Reason = "ContainersNotReady";
            condition.Message = Join(("containers with unknown status", unknown), ("containers with unready status", unready));
        }
        else condition.Status = ConditionStatus.True;
        return condition;

        void Sort(string name, ContainerStatus? s)
        {
            if (s is null) unknown.Add(name);
            else if (!s.Ready) unready.Add(name);
        }
    }

    private static PodCondition Ready(Pod pod, PodCondition containersReady)
    {
        var condition = new PodCondition { Type = PodConditionType.Ready, Status = containersReady.Status };
        if (containersReady.Status != ConditionStatus.True)
        {
            condition.Reason = containersReady.Reason;
            condition.Message = containersReady.Message;
            return condition;
        }
        List<string>? problems = null;
        foreach (var gate in pod.Spec.ReadinessGates ?? [])
        {
            var gateCondition = pod.Status.Conditions?.Find(c => c.Type == gate.ConditionType);
            if (gateCondition is null)
                (problems ??= []).Add($"corresponding condition of pod readiness gate \"{gate.ConditionType}\" does not exist.");
            else if (gateCondition.Status != ConditionStatus.True)
                (problems ??= []).Add($"the status of pod readiness gate \"{gate.ConditionType}\" is not \"True\", but {gateCondition.Status}");
        }
        if (problems is null) return condition;
        condition.Status = ConditionStatus.False;
        condition.Reason = "ReadinessGatesNotReady";
        condition.Message = string.Join(", ", problems);
        return condition;
    }

    private static string Join(params ReadOnlySpan<(string What, List<string> Names)> parts)
    {
        var texts = new List<string>(parts.Length);
        foreach (var (what, names) in parts)
            if (names.Count > 0) texts.Add($"{what}: [{string.Join(' ', names)}]");
        return string.Join(", ", texts);
    }
}
