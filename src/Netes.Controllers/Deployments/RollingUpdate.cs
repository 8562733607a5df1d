using Netes.Api.AppsV1;

namespace Netes.Controllers.Deployments;

/// <summary>
/// Moves Pods from old ReplicaSets to the new one. At all times the total stays at most wanted + surge, and as many Pods as
/// wanted - unavailable stay available.
/// </summary>
internal static class RollingUpdate
{
    public static void Apply(Rollout rollout)
    {
        rollout.EnsureNew(create: true);
        var newest = rollout.New!;
        int size = Rollout.Size(newest);
        if (size > rollout.Wanted)
        {
            rollout.Scale(newest, rollout.Wanted);
            return;
        }
        if (size < rollout.Wanted && rollout.Scale(newest, rollout.NewSize())) return;
        ScaleDownOld(rollout);
    }

    private static void ScaleDownOld(Rollout rollout)
    {
        var old = rollout.ActiveOld.ToList();
        if (old.Count == 0) return;
        var newest = rollout.New!;
        int minAvailable = rollout.Wanted - rollout.Limits.Unavailable;
        int notYetAvailable = Rollout.Size(newest) - newest.Status.AvailableReplicas;
        // New Pods that are not available yet may never be: they pay for nothing.
        int spare = rollout.TotalSize - minAvailable - notYetAvailable;
        if (spare <= 0) return;
        // Old Pods that are not available serve nobody: they go first, whatever the order.
        foreach (var set in old)
        {
            int broken = Rollout.Size(set) - set.Status.AvailableReplicas;
            int fewer = Math.Min(spare, broken);
            if (fewer <= 0) continue;
            rollout.Scale(set, Rollout.Size(set) - fewer);
            spare -= fewer;
        }
        int toGo = rollout.All.Sum(s => s.Status.AvailableReplicas) - minAvailable;
        foreach (var set in old)
        {
            int fewer = Math.Min(Rollout.Size(set), toGo);
            if (fewer <= 0) continue;
            rollout.Scale(set, Rollout.Size(set) - fewer);
            toGo -= fewer;
        }
    }
}
