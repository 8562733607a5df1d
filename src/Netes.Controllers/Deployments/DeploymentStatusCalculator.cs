using Netes.Api.AppsV1;
using Netes.Api.CoreV1;

namespace Netes.Controllers.Deployments;

/// <summary>What a Deployment's status says of its rollout.</summary>
internal static class DeploymentStatusCalculator
{
    /// <summary>Sizes and availability; other conditions are kept.</summary>
    public static DeploymentStatus Sizes(Rollout rollout, DeploymentStatus from, DateTime now)
    {
        var deployment = rollout.Deployment;
        int available = rollout.All.Sum(s => s.Status.AvailableReplicas);
        var status = from.Clone();
        status.ObservedGeneration = deployment.Metadata.Generation;
        status.Replicas = rollout.All.Sum(s => s.Status.Replicas);
        status.UpdatedReplicas = rollout.New?.Status.Replicas ?? 0;
        status.ReadyReplicas = rollout.All.Sum(s => s.Status.ReadyReplicas);
        status.AvailableReplicas = available;
        status.UnavailableReplicas = Math.Max(0, rollout.TotalSize - available);
        // Unknown as long as one ReplicaSet has not said.
        status.TerminatingReplicas = rollout.All.Any(s => s.Status.TerminatingReplicas is null && s != rollout.New) ? null
            : rollout.All.Sum(s => s.Status.TerminatingReplicas ?? 0);
        DeploymentConditions.Set(status, available >= rollout.Wanted - rollout.Limits.Unavailable
            ? DeploymentConditions.New(DeploymentConditionType.Available, ConditionStatus.True,
                DeploymentConditions.MinimumReplicasAvailable, "Deployment has minimum availability.", now)
            : DeploymentConditions.New(DeploymentConditionType.Available, ConditionStatus.False,
                DeploymentConditions.MinimumReplicasUnavailable, "Deployment does not have minimum availability.", now));
        return status;
    }

    /// <summary>Sizes, and whether the rollout gets on.</summary>
    public static DeploymentStatus Progress(Rollout rollout, DeploymentStatus start, DateTime now)
    {
        var deployment = rollout.Deployment;
        var status = Sizes(rollout, WithNewReplicaSetCondition(rollout, start, now), now);
        if (!HasDeadline(deployment)) DeploymentConditions.Remove(status, DeploymentConditionType.Progressing);
        var current = DeploymentConditions.Find(status, DeploymentConditionType.Progressing);
        bool wasComplete = status.Replicas == status.UpdatedReplicas && current?.Reason == DeploymentConditions.NewReplicaSetAvailable;
        if (HasDeadline(deployment) && !wasComplete) SetProgress(rollout, status, current, now);
        SetFailure(rollout, status);
        return status;
    }

    /// <summary>The status with the condition that says a rollout is held, or goes on again.</summary>
    public static DeploymentStatus WithPauseCondition(Deployment deployment, DateTime now)
    {
        var status = deployment.Status.Clone();
        var current = DeploymentConditions.Find(status, DeploymentConditionType.Progressing);
        if (!HasDeadline(deployment) || current?.Reason == DeploymentConditions.ProgressDeadlineExceeded) return status;
        bool saysPaused = current?.Reason == DeploymentConditions.Paused;
        if (deployment.Spec.Paused && !saysPaused)
            DeploymentConditions.Set(status, DeploymentConditions.New(DeploymentConditionType.Progressing, ConditionStatus.Unknown,
                DeploymentConditions.Paused, "Deployment is paused", now));
        else if (!deployment.Spec.Paused && saysPaused)
            DeploymentConditions.Set(status, DeploymentConditions.New(DeploymentConditionType.Progressing, ConditionStatus.Unknown,
                DeploymentConditions.Resumed, "Deployment is resumed", now));
        return status;
    }

    public static bool IsComplete(Deployment deployment, DeploymentStatus status)
    {
        int wanted = deployment.Spec.Replicas ?? 1;
        return status.UpdatedReplicas == wanted && status.Replicas == wanted && status.AvailableReplicas == wanted
            && status.ObservedGeneration >= deployment.Metadata.Generation;
    }

    /// <summary>How long until the progress deadline passes, a second over; null when none is running.</summary>
    public static TimeSpan? UntilDeadline(Deployment deployment, DeploymentStatus status, DateTime now)
    {
        var progress = DeploymentConditions.Find(status, DeploymentConditionType.Progressing);
        if (!HasDeadline(deployment) || progress?.LastUpdateTime is not { } since || IsComplete(deployment, status)) return null;
        if (progress.Reason is DeploymentConditions.ProgressDeadlineExceeded or DeploymentConditions.NewReplicaSetAvailable) return null;
        var left = since.AddSeconds(deployment.Spec.ProgressDeadlineSeconds!.Value) - now;
        return (left > TimeSpan.Zero ? left : TimeSpan.Zero) + TimeSpan.FromSeconds(1);
    }

    public static bool HasDeadline(Deployment deployment) => deployment.Spec.ProgressDeadlineSeconds is not (null or int.MaxValue);

    /// <summary>A rollout begins with the ReplicaSet being made, or an old one being found again.</summary>
    private static DeploymentStatus WithNewReplicaSetCondition(Rollout rollout, DeploymentStatus start, DateTime now)
    {
        if (rollout.New is not { } newest || !HasDeadline(rollout.Deployment)) return start;
        bool known = DeploymentConditions.Find(start, DeploymentConditionType.Progressing) is not null;
        if (!rollout.Created && known) return start;
        var status = start.Clone();
        DeploymentConditions.Set(status, DeploymentConditions.New(DeploymentConditionType.Progressing, ConditionStatus.True,
            rollout.Created ? DeploymentConditions.NewReplicaSetCreated : DeploymentConditions.FoundNewReplicaSet,
            rollout.Created ? $"Created new replica set \"{newest.Metadata.Name}\"" : $"Found new replica set \"{newest.Metadata.Name}\"", now));
        return status;
    }

    private static void SetProgress(Rollout rollout, DeploymentStatus status, DeploymentCondition? current, DateTime now)
    {
        var deployment = rollout.Deployment;
        string what = rollout.New is { } newest ? $"ReplicaSet \"{newest.Metadata.Name}\"" : $"Deployment \"{deployment.Metadata.Name}\"";
        if (IsComplete(deployment, status))
        {
            DeploymentConditions.Set(status, DeploymentConditions.New(DeploymentConditionType.Progressing, ConditionStatus.True,
                DeploymentConditions.NewReplicaSetAvailable, $"{what} has successfully progressed.", now));
        }
        else if (IsProgressing(deployment.Status, status))
        {
            var condition = DeploymentConditions.New(DeploymentConditionType.Progressing, ConditionStatus.True,
                DeploymentConditions.ReplicaSetUpdated, $"{what} is progressing.", now);
            // Each step renews the time of update, from which the deadline counts.
            if (current?.Status == ConditionStatus.True) condition.LastTransitionTime = current.LastTransitionTime;
            DeploymentConditions.Remove(status, DeploymentConditionType.Progressing);
            (status.Conditions ??= []).Add(condition);
        }
        else if (IsTimedOut(deployment, current, now))
        {
            DeploymentConditions.Set(status, DeploymentConditions.New(DeploymentConditionType.Progressing, ConditionStatus.False,
                DeploymentConditions.ProgressDeadlineExceeded, $"{what} has timed out progressing.", now));
        }
    }

    private static bool IsProgressing(DeploymentStatus before, DeploymentStatus after) =>
        after.UpdatedReplicas > before.UpdatedReplicas
        || after.Replicas - after.UpdatedReplicas < before.Replicas - before.UpdatedReplicas
        || after.ReadyReplicas > before.ReadyReplicas || after.AvailableReplicas > before.AvailableReplicas;

    private static bool IsTimedOut(Deployment deployment, DeploymentCondition? progress, DateTime now)
    {
        if (progress is null || progress.Reason == DeploymentConditions.NewReplicaSetAvailable) return false;
        if (progress.Reason == DeploymentConditions.ProgressDeadlineExceeded) return true;
        return progress.LastUpdateTime?.AddSeconds(deployment.Spec.ProgressDeadlineSeconds!.Value) < now;
    }

    /// <summary>A ReplicaSet that cannot make its Pods says so; the new one's word comes first.</summary>
    private static void SetFailure(Rollout rollout, DeploymentStatus status)
    {
        var failure = Failure(rollout.New) ?? rollout.All.Select(Failure).FirstOrDefault(f => f is not null);
        if (failure is null)
        {
            DeploymentConditions.Remove(status, DeploymentConditionType.ReplicaFailure);
            return;
        }
        DeploymentConditions.Set(status, new DeploymentCondition
        {
            Type = DeploymentConditionType.ReplicaFailure,
            Status = failure.Status,
            Reason = failure.Reason,
            Message = failure.Message,
            LastTransitionTime = failure.LastTransitionTime,
            LastUpdateTime = failure.LastTransitionTime,
        });
    }

    private static ReplicaSetCondition? Failure(ReplicaSet? set) => set?.Status.Conditions?.Find(c => c.Type == ReplicaSetConditionType.ReplicaFailure);
}
