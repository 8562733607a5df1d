using Netes.Api.AppsV1;
using Netes.Api.CoreV1;

namespace Netes.Controllers.Deployments;

/// <summary>Conditions as "kubectl rollout status" and "kubectl describe" read them.</summary>
internal static class DeploymentConditions
{
    public const string Paused = "DeploymentPaused";
    public const string Resumed = "DeploymentResumed";
    public const string NewReplicaSetCreated = "NewReplicaSetCreated";
    public const string FoundNewReplicaSet = "FoundNewReplicaSet";
    public const string ReplicaSetUpdated = "ReplicaSetUpdated";
    public const string ReplicaSetCreateError = "ReplicaSetCreateError";
    public const string NewReplicaSetAvailable = "NewReplicaSetAvailable";
    public const string ProgressDeadlineExceeded = "ProgressDeadlineExceeded";
    public const string MinimumReplicasAvailable = "MinimumReplicasAvailable";
    public const string MinimumReplicasUnavailable = "MinimumReplicasUnavailable";

    public static DeploymentCondition? Find(DeploymentStatus status, string type) => status.Conditions?.Find(c => c.Type == type);

    public static DeploymentCondition New(string type, string status, string reason, string message, DateTime now) => new()
    {
        Type = type,
        Status = status,
        Reason = reason,
        Message = message,
        LastUpdateTime = now,
        LastTransitionTime = now,
    };

    /// <summary>Puts a condition in place of the one of its type. One with the same status and reason is left as it is, and a
    /// transition is only a change of the status.</summary>
    public static void Set(DeploymentStatus status, DeploymentCondition condition)
    {
        var known = Find(status, condition.Type);
        if (known is not null && known.Status == condition.Status && known.Reason == condition.Reason) return;
        if (known is not null && known.Status == condition.Status) condition.LastTransitionTime = known.LastTransitionTime;
        Remove(status, condition.Type);
        (status.Conditions ??= []).Add(condition);
    }

    public static void Remove(DeploymentStatus status, string type) => status.Conditions?.RemoveAll(c => c.Type == type);
}
