using Netes.Api.AppsV1;

namespace Netes.Controllers.Deployments;

/// <summary>
/// Decides the next step of a Deployment:
/// <code>
///   being deleted            -> status only
///   paused, or just resized  -> spread the size over all ReplicaSets, no rollout
///   Recreate                 -> 1 scale old to 0   2 wait for their Pods to be gone   3 scale new up
///   RollingUpdate            -> 1 scale new up within the surge   2 else scale old down within the unavailability
///   complete                 -> delete old ReplicaSets beyond the history limit
/// </code>
/// One step at a time: each changes the ReplicaSets, whose next status brings the Deployment here again.
/// </summary>
internal static class DeploymentPlanner
{
    /// <param name="sets">All ReplicaSets that the Deployment owns.</param>
    /// <param name="oldPodsExist">Whether Pods that are not of the given new ReplicaSet still run; asked by Recreate only.</param>
    public static DeploymentPlan Plan(Deployment deployment, IReadOnlyList<ReplicaSet> sets, Func<ReplicaSet?, bool> oldPodsExist, DateTime now)
    {
        var rollout = new Rollout(deployment, sets);
        var plan = new DeploymentPlan { Status = deployment.Status };
        if (deployment.Metadata.DeletionTimestamp is not null)
        {
            plan.Status = DeploymentStatusCalculator.Sizes(rollout, deployment.Status, now);
            return plan;
        }
        var start = DeploymentStatusCalculator.WithPauseCondition(deployment, now);
        if (deployment.Spec.Paused || IsResized(rollout))
        {
            rollout.EnsureNew(create: false);
            ProportionalScaling.Apply(rollout);
            rollout.WriteTo(plan);
            if (deployment.Spec.Paused) CleanUp(rollout, plan);
            plan.Status = DeploymentStatusCalculator.Sizes(rollout, start, now);
            return plan;
        }
        if (deployment.Spec.Strategy.Type == DeploymentStrategyType.Recreate) Recreate(rollout, oldPodsExist);
        else RollingUpdate.Apply(rollout);
        rollout.WriteTo(plan);
        if (DeploymentStatusCalculator.IsComplete(deployment, deployment.Status)) CleanUp(rollout, plan);
        plan.Status = DeploymentStatusCalculator.Progress(rollout, start, now);
        plan.Again = DeploymentStatusCalculator.UntilDeadline(deployment, plan.Status, now);
        return plan;
    }

    /// <summary>A ReplicaSet remembers another size than the Deployment now asks for: scaling comes before rolling out.</summary>
    private static bool IsResized(Rollout rollout) =>
        rollout.All.Any(s => Rollout.Size(s) > 0 && DeploymentAnnotations.DesiredOf(s) is { } desired && desired != rollout.Wanted);

    private static void Recreate(Rollout rollout, Func<ReplicaSet?, bool> oldPodsExist)
    {
        rollout.EnsureNew(create: false);
        bool scaled = false;
        foreach (var old in rollout.ActiveOld.ToList()) scaled |= rollout.Scale(old, 0);
        if (scaled || rollout.Old.Sum(s => s.Status.Replicas) > 0 || oldPodsExist(rollout.New)) return;
        rollout.EnsureNew(create: true);
        rollout.Scale(rollout.New!, rollout.Wanted);
    }

    /// <summary>Deletes the oldest revisions beyond the limit, but none that still has, or may still get, Pods.</summary>
    private static void CleanUp(Rollout rollout, DeploymentPlan plan)
    {
        if (rollout.Deployment.Spec.RevisionHistoryLimit is not { } limit || limit == int.MaxValue) return;
        var alive = rollout.Old.Where(s => s.Metadata.DeletionTimestamp is null).ToList();
        foreach (var set in alive.OrderBy(DeploymentAnnotations.RevisionOf).Take(Math.Max(0, alive.Count - limit)))
            if (set.Status.Replicas == 0 && Rollout.Size(set) == 0 && set.Metadata.Generation <= set.Status.ObservedGeneration)
                plan.Deletes.Add(rollout.Original(set));
    }
}
