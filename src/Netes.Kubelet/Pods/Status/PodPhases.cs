using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.Status;

/// <summary>The phase of a Pod, from the states of its containers.</summary>
internal static class PodPhases
{
    /// <param name="status">Container statuses are filled in.</param>
    /// <param name="terminal">The containers that are down won't be started again, whatever the restart policy.</param>
    public static string Of(Pod pod, PodStatus status, bool terminal, bool initialized)
    {
        var count = new Counts();
        foreach (var container in pod.Spec.InitContainers ?? [])
        {
            var s = Find(status.InitContainerStatuses, container.Name);
            if (PodContainers.IsSidecar(container)) count.AddSidecar(s);
            else count.AddInit(s);
        }
        foreach (var container in pod.Spec.Containers ?? []) count.AddRegular(Find(status.ContainerStatuses, container.Name));

        if (count.InitFailed > 0 && pod.Spec.RestartPolicy == RestartPolicy.Never) return PodPhase.Failed;
        if (!initialized && (count.InitPending > 0 || count.SidecarPending > 0)) return PodPhase.Pending;
        if (count.Waiting > 0) return PodPhase.Pending;
        if (count.Unknown > 0) return PodPhase.Pending;
        if (count.Running > 0) return PodPhase.Running;
        if (count.Stopped == 0) return PodPhase.Pending;
        bool succeeded = count.Stopped == count.Succeeded;
        if (terminal) return succeeded ? PodPhase.Succeeded : PodPhase.Failed;
        if (count.Restarting > 0) return PodPhase.Running;
        return pod.Spec.RestartPolicy switch
        {
            RestartPolicy.Never => succeeded ? PodPhase.Succeeded : PodPhase.Failed,
            RestartPolicy.OnFailure when succeeded => PodPhase.Succeeded,
            _ => PodPhase.Running,
        };
    }

    public static ContainerStatus? Find(List<ContainerStatus>? statuses, string name) => statuses?.Find(s => s.Name == name);

    private struct Counts
    {
        public int InitPending, InitFailed, SidecarPending;
        public int Running, Waiting, Stopped, Succeeded, Restarting, Unknown;

        public void AddInit(ContainerStatus? s)
        {
            var ended = s?.State.Terminated ?? (s?.State.Waiting is not null ? s.LastState.Terminated : null);
            if (ended is null) InitPending++;
            else if (ended.ExitCode != 0) InitFailed++;
        }

        public void AddSidecar(ContainerStatus? s)
        {
            if (s?.State.Running is not null)
            {
                if (s.Started == true) Running++;
                else SidecarPending++;
            }
            else if (s?.State.Terminated is null && s?.LastState.Terminated is null)
            {
                SidecarPending++;
            }
        }

        public void AddRegular(ContainerStatus? s)
        {
            if (s is null) Unknown++;
            else if (s.State.Running is not null) Running++;
            else if (s.State.Terminated is { } ended)
            {
                Stopped++;
                if (ended.ExitCode == 0) Succeeded++;
            }
            else if (s.LastState.Terminated is not null)
            {
                Stopped++;
                Restarting++;
            }
            else Waiting++;
        }
    }
}
