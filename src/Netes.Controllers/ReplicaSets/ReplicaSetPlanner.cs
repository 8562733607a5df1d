using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.Controllers.Pods;

namespace Netes.Controllers.ReplicaSets;

/// <summary>What a ReplicaSet wants done to its Pods.</summary>
/// <param name="Create">How many Pods to make.</param>
/// <param name="Delete">Which Pods to delete.</param>
internal sealed record ReplicaSetPlan(int Create, IReadOnlyList<Pod> Delete)
{
    public static ReplicaSetPlan Nothing { get; } = new(0, []);
}

internal static class ReplicaSetPlanner
{
    /// <summary>Most Pods that are made or deleted in one go.</summary>
    public const int Burst = 500;

    /// <param name="related">Gives the Pods of all ReplicaSets with the same owner; asked only when Pods must go.</param>
    public static ReplicaSetPlan Plan(ReplicaSet set, IReadOnlyList<Pod> active, Func<IReadOnlyList<Pod>> related, DateTime now)
    {
        int surplus = active.Count - Wanted(set);
        if (surplus == 0) return ReplicaSetPlan.Nothing;
        if (surplus < 0) return new ReplicaSetPlan(Math.Min(-surplus, Burst), []);
        return new ReplicaSetPlan(0, PodRanking.Victims(active, related(), Math.Min(surplus, Burst), now));
    }

    /// <summary>The status that the Pods amount to.</summary>
    /// <param name="failure">What went wrong when Pods were made or deleted just now.</param>
    public static ReplicaSetStatus Status(ReplicaSet set, IReadOnlyList<Pod> active, int terminating, string? failure, DateTime now)
    {
        var status = set.Status.Clone();
        var template = set.Spec.Template.Metadata.Labels;
        status.Replicas = active.Count;
        status.FullyLabeledReplicas = active.Count(p => HasAll(p.Metadata.Labels, template));
        status.ReadyReplicas = active.Count(PodState.IsReady);
        status.AvailableReplicas = active.Count(p => PodState.IsAvailable(p, set.Spec.MinReadySeconds, now));
        status.TerminatingReplicas = terminating;
        status.ObservedGeneration = set.Metadata.Generation;
        var known = status.Conditions?.Find(c => c.Type == ReplicaSetConditionType.ReplicaFailure);
        if (failure is not null && known is null)
        {
            (status.Conditions ??= []).Add(new ReplicaSetCondition
            {
                Type = ReplicaSetConditionType.ReplicaFailure,
                Status = ConditionStatus.True,
                Reason = active.Count < Wanted(set) ? "FailedCreate" : "FailedDelete",
                Message = failure,
                LastTransitionTime = now,
            });
        }
        else if (failure is null && known is not null)
        {
            status.Conditions!.Remove(known);
        }
        return status;
    }

    /// <summary>When the next ready Pod will have been ready long enough, if one is waiting for that.</summary>
    public static TimeSpan? NextAvailability(ReplicaSet set, IReadOnlyList<Pod> active, DateTime now)
    {
        TimeSpan? next = null;
        foreach (var pod in active)
            if (PodState.AvailableFrom(pod, set.Spec.MinReadySeconds) - now is { } wait && wait > TimeSpan.Zero && !(wait >= next)) next = wait;
        return next;
    }

    public static int Wanted(ReplicaSet set) => set.Spec.Replicas ?? 1;

    private static bool HasAll(Dictionary<string, string>? labels, Dictionary<string, string>? wanted)
    {
        foreach (var (key, value) in wanted ?? [])
            if (labels is null || !labels.TryGetValue(key, out string? actual) || actual != value) return false;
        return true;
    }
}
