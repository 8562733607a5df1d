using Netes.Api.CoreV1;

namespace Netes.Controllers.Nodes;

/// <summary>The condition that says why a Pod was taken away from its owner (KEP-3329).</summary>
internal static class DisruptionTarget
{
    public static void Set(Pod pod, string reason, string message, DateTime now)
    {
        var conditions = pod.Status.Conditions ??= [];
        conditions.RemoveAll(c => c.Type == PodConditionType.DisruptionTarget);
        conditions.Add(new PodCondition
        {
            Type = PodConditionType.DisruptionTarget,
            Status = ConditionStatus.True,
            Reason = reason,
            Message = message,
            LastTransitionTime = now,
        });
    }
}
