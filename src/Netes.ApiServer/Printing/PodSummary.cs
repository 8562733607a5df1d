using System.Globalization;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Printing;

/// <summary>A Pod's state in one word, as <c>kubectl get pods</c> shows it: the most telling reason among its containers.</summary>
internal readonly record struct PodSummary(int Ready, int Total, string Reason, int Restarts, DateTime? LastRestart)
{
    public static PodSummary Of(Pod pod)
    {
        var total = pod.Spec.Containers?.Count ?? 0;
        var reason = pod.Status.Reason.Length > 0 ? pod.Status.Reason : pod.Status.Phase;
        if (pod.Status.Conditions?.Any(c => c is { Type: "PodScheduled", Reason: "SchedulingGated" }) is true) reason = "SchedulingGated";
        var restarts = 0;
        var sidecarRestarts = 0;
        DateTime? last = null;
        DateTime? lastSidecar = null;
        var ready = 0;
        var initializing = false;
        var sidecars = (pod.Spec.InitContainers ?? []).Where(c => c.RestartPolicy == "Always").Select(c => c.Name).ToHashSet();
        total += sidecars.Count;
        var statuses = pod.Status.InitContainerStatuses ?? [];
        for (var i = 0; i < statuses.Count; i++)
        {
            var status = statuses[i];
            restarts += status.RestartCount;
            last = Later(last, status.LastState.Terminated?.FinishedAt);
            var sidecar = sidecars.Contains(status.Name);
            if (sidecar)
            {
                sidecarRestarts += status.RestartCount;
                lastSidecar = Later(lastSidecar, status.LastState.Terminated?.FinishedAt);
            }
            if (status.State.Terminated is { ExitCode: 0 }) continue;
            if (sidecar && status.Started is true)
            {
                if (status.Ready) ready++;
                continue;
            }
            reason = Initializing(pod, status, i);
            initializing = true;
            break;
        }
        if (!initializing || pod.Status.Conditions?.Any(c => c is { Type: "Initialized", Status: "True" }) is true)
        {
            restarts = sidecarRestarts;
            last = lastSidecar;
            (reason, ready, restarts, last) = Running(pod, reason, ready, restarts, last);
        }
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            if (pod.Status.Reason == "NodeLost") reason = "Unknown";
            else if (pod.Status.Phase is not ("Failed" or "Succeeded")) reason = "Terminating";
        }
        return new PodSummary(ready, total, reason, restarts, last);
    }

    private static string Initializing(Pod pod, ContainerStatus status, int index)
    {
        if (status.State.Terminated is { } terminated) return "Init:" + Terminated(terminated);
        if (status.State.Waiting is { Reason: { Length: > 0 } why } && why != "PodInitializing") return "Init:" + why;
        return string.Create(CultureInfo.InvariantCulture, $"Init:{index}/{pod.Spec.InitContainers?.Count ?? 0}");
    }

    private static (string, int, int, DateTime?) Running(Pod pod, string reason, int ready, int restarts, DateTime? last)
    {
        var running = false;
        foreach (var status in Enumerable.Reverse(pod.Status.ContainerStatuses ?? []))
        {
            restarts += status.RestartCount;
            last = Later(last, status.LastState.Terminated?.FinishedAt);
            if (status.State.Waiting is { Reason.Length: > 0 } waiting) reason = waiting.Reason;
            else if (status.State.Terminated is { } terminated) reason = Terminated(terminated);
            else if (status.Ready && status.State.Running is not null)
            {
                running = true;
                ready++;
            }
        }
        // Some containers are through, others still run.
        if (reason == "Completed" && running)
            reason = pod.Status.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) is true ? "Running" : "NotReady";
        return (reason, ready, restarts, last);
    }

    private static string Terminated(ContainerStateTerminated state) => state.Reason.Length > 0 ? state.Reason
        : state.Signal != 0 ? string.Create(CultureInfo.InvariantCulture, $"Signal:{state.Signal}")
        : string.Create(CultureInfo.InvariantCulture, $"ExitCode:{state.ExitCode}");

    private static DateTime? Later(DateTime? a, DateTime? b) => a is null || b > a ? b ?? a : a;
}
