using Netes.Api.CoreV1;

namespace Netes.Scheduler.State;

/// <summary>Taints and tolerations (https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/).</summary>
internal static class Taints
{
    public const string NoSchedule = "NoSchedule";
    public const string PreferNoSchedule = "PreferNoSchedule";
    public const string NoExecute = "NoExecute";

    public static bool Tolerates(this Toleration toleration, Taint taint)
    {
        if ((toleration.Effect.Length > 0 && toleration.Effect != taint.Effect)
            || (toleration.Key.Length > 0 && toleration.Key != taint.Key))
        {
            return false;
        }

        return toleration.Operator switch
        {
            "Exists" => true,
            "" or "Equal" => toleration.Value == taint.Value,
            "Lt" => Compare(toleration, taint) is > 0,
            "Gt" => Compare(toleration, taint) is < 0,
            _ => false,
        };
    }

    public static bool Tolerated(Taint taint, IReadOnlyList<Toleration> tolerations)
    {
        for (int i = 0; i < tolerations.Count; i++)
        {
            if (tolerations[i].Tolerates(taint))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first taint that keeps a Pod off a node.</summary>
    public static Taint? FirstUntolerated(Taint[] taints, IReadOnlyList<Toleration> tolerations)
    {
        foreach (Taint taint in taints)
        {
            if (taint.Effect is NoSchedule or NoExecute && !Tolerated(taint, tolerations))
            {
                return taint;
            }
        }

        return null;
    }

    private static int? Compare(Toleration toleration, Taint taint) =>
        long.TryParse(toleration.Value, out long tolerated) && long.TryParse(taint.Value, out long tainted)
            ? tolerated.CompareTo(tainted)
            : null;
}
