using Netes.Api.CoreV1;

namespace Netes.Controllers.Pods;

/// <summary>What controllers ask of a Pod (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/).</summary>
internal static class PodState
{
    public static bool IsTerminal(Pod pod) => pod.Status.Phase is PodPhase.Succeeded or PodPhase.Failed;

    /// <summary>Counts as a replica: neither finished nor on its way out.</summary>
    public static bool IsActive(Pod pod) => !IsTerminal(pod) && pod.Metadata.DeletionTimestamp is null;

    public static bool IsTerminating(Pod pod) => !IsTerminal(pod) && pod.Metadata.DeletionTimestamp is not null;

    public static PodCondition? Condition(Pod pod, string type)
    {
        foreach (var condition in pod.Status.Conditions ?? [])
            if (condition.Type == type) return condition;
        return null;
    }

    public static bool IsReady(Pod pod) => Condition(pod, PodConditionType.Ready)?.Status == ConditionStatus.True;

    /// <summary>When a ready Pod has been ready for long enough; null when it is not ready, or since when is unknown.</summary>
    public static DateTime? AvailableFrom(Pod pod, int minReadySeconds)
    {
        var ready = Condition(pod, PodConditionType.Ready);
        if (ready?.Status != ConditionStatus.True) return null;
        if (minReadySeconds == 0) return DateTime.MinValue;
        return ready.LastTransitionTime?.AddSeconds(minReadySeconds);
    }

    public static bool IsAvailable(Pod pod, int minReadySeconds, DateTime now) => AvailableFrom(pod, minReadySeconds) <= now;
}
