using Netes.Api.CoreV1;

namespace Netes.Controllers.Nodes;

/// <summary>When a Pod must leave a tainted node
/// (https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions).</summary>
internal static class TaintEvictionPlanner
{
    /// <returns>Null: it may stay. Else how long after now it must go, zero for at once.</returns>
    public static TimeSpan? LeavesAfter(Pod pod, Node node, DateTime now)
    {
        TimeSpan? first = null;
        foreach (var taint in node.Spec.Taints ?? [])
        {
            if (taint.Effect != TaintEffect.NoExecute) continue;
            var tolerations = (pod.Spec.Tolerations ?? []).Where(t => Tolerates(t, taint)).ToList();
            if (tolerations.Count == 0) return TimeSpan.Zero;
            // The shortest of the matching tolerations counts; one without a limit sets none.
            var limits = tolerations.Where(t => t.TolerationSeconds is not null).Select(t => t.TolerationSeconds!.Value).ToList();
            if (limits.Count == 0) continue;
            var due = (taint.TimeAdded ?? now).AddSeconds(Math.Max(0, limits.Min())) - now;
            if (due < TimeSpan.Zero) due = TimeSpan.Zero;
            if (!(due >= first)) first = due;
        }
        return first;
    }

    public static bool Tolerates(Toleration toleration, Taint taint)
    {
        if (toleration.Effect.Length > 0 && toleration.Effect != taint.Effect) return false;
        if (toleration.Key.Length > 0 && toleration.Key != taint.Key) return false;
        return toleration.Operator switch
        {
            TolerationOperator.Exists => true,
            "" or TolerationOperator.Equal => toleration.Key.Length > 0 && toleration.Value == taint.Value,
            TolerationOperator.Lt or TolerationOperator.Gt => Compares(toleration, taint),
            _ => false,
        };
    }

    private static bool Compares(Toleration toleration, Taint taint) =>
        long.TryParse(toleration.Value, out long limit) && long.TryParse(taint.Value, out long value)
        && (toleration.Operator == TolerationOperator.Lt ? value < limit : value > limit);
}
