using Netes.Api.AppsV1;

namespace Netes.Controllers.Deployments;

/// <summary>
/// Spreads a new size over the ReplicaSets of a rollout that is under way, in proportion to what each has
/// (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling).
/// </summary>
internal static class ProportionalScaling
{
    public static void Apply(Rollout rollout)
    {
        if (ActiveOrLatest(rollout) is { } only)
        {
            if (Rollout.Size(only) != rollout.Wanted) rollout.Scale(only, rollout.Wanted);
            else if (DeploymentAnnotations.DesiredOf(only) is not null) rollout.Scale(only, rollout.Wanted);
            return;
        }
        if (IsSaturated(rollout))
        {
            foreach (var old in rollout.ActiveOld.ToList()) rollout.Scale(old, 0);
            return;
        }
        if (rollout.Deployment.Spec.Strategy.Type == DeploymentStrategyType.RollingUpdate) Spread(rollout);
    }

    /// <summary>The only one with Pods; or, when none has any, the newest. Null when several have.</summary>
    private static ReplicaSet? ActiveOrLatest(Rollout rollout)
    {
        var active = rollout.All.Where(s => Rollout.Size(s) > 0).Take(2).ToList();
        return active.Count switch
        {
            1 => active[0],
            0 => rollout.New ?? rollout.All.LastOrDefault(),
            _ => null,
        };
    }

    /// <summary>The new ReplicaSet has all that is wanted, and it is available: nobody needs the old ones.</summary>
    private static bool IsSaturated(Rollout rollout) =>
        rollout.New is { } newest && Rollout.Size(newest) == rollout.Wanted && newest.Status.AvailableReplicas == rollout.Wanted
        && DeploymentAnnotations.DesiredOf(newest) == rollout.Wanted;

    private static void Spread(Rollout rollout)
    {
        var active = rollout.All.Where(s => Rollout.Size(s) > 0).ToList();
        int allowed = rollout.Wanted > 0 ? rollout.Wanted + rollout.Limits.Surge : 0;
        int toAdd = allowed - active.Sum(Rollout.Size);
        // The largest gets most; of equals the newer grows first and the older shrinks first.
        active.Sort((a, b) =>
        {
            int order = Rollout.Size(b).CompareTo(Rollout.Size(a));
            if (order != 0) return order;
            return toAdd > 0 ? Rollout.OldestFirst(b, a) : Rollout.OldestFirst(a, b);
        });
        int added = 0;
        var sizes = new List<int>(active.Count);
        foreach (var set in active)
        {
            int share = toAdd == 0 ? 0 : Share(rollout, set, toAdd, added);
            sizes.Add(Rollout.Size(set) + share);
            added += share;
        }
        // What rounding left over goes to the largest.
        if (toAdd != 0 && sizes.Count > 0) sizes[0] = Math.Max(0, sizes[0] + toAdd - added);
        for (int i = 0; i < active.Count; i++) rollout.Scale(active[i], sizes[i]);
    }

    private static int Share(Rollout rollout, ReplicaSet set, int toAdd, int added)
    {
        if (toAdd == added) return 0;
        int fraction = Fraction(rollout, set), left = toAdd - added;
        return toAdd > 0 ? Math.Min(fraction, left) : Math.Max(fraction, left);
    }

    private static int Fraction(Rollout rollout, ReplicaSet set)
    {
        int size = Rollout.Size(set);
        if (rollout.Wanted == 0) return -size;
        int before = DeploymentAnnotations.MaxOf(set) is { } noted and > 0 ? noted : rollout.Deployment.Status.Replicas;
        if (before == 0) return 0;
        double scaled = (double)size * (rollout.Wanted + rollout.Limits.Surge) / before;
        return (int)Math.Round(scaled, MidpointRounding.AwayFromZero) - size;
    }
}
