using System.Globalization;
using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Client.Events;
using Netes.Client.Informers;
using Netes.Client.Reconciling;
using Netes.Controllers.Owners;
using Netes.Controllers.Pods;

namespace Netes.Controllers.Deployments;

/// <summary>Rolls a Deployment's template out over ReplicaSets, as its planner says.</summary>
internal sealed class DeploymentReconciler(
    KubeClient client, Informer<Deployment> deployments, Informer<ReplicaSet> sets, Informer<Pod> pods, EventRecorder events, TimeProvider time)
    : Reconciler
{
    private readonly ResourceClient<Deployment> _deployments = client.Resource<Deployment>();
    private readonly ResourceClient<ReplicaSet> _sets = client.Resource<ReplicaSet>();
    private readonly Claimer<Deployment, ReplicaSet> _claimer = new(client.Resource<Deployment>(), client.Resource<ReplicaSet>());
    private readonly ReadYourWrites<ReplicaSet> _setWrites = new(sets);
    private readonly ReadYourWrites<Deployment> _ownWrites = new(deployments);

    public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (deployments.Get(key) is not { } deployment)
        {
            _setWrites.Forget(key);
            _ownWrites.Forget(key);
            return Result.Done;
        }
        // The event of what we wrote last brings the key again.
        if (!_setWrites.IsCurrent(key) || !_ownWrites.IsCurrent(key)) return Result.Done;
        var selector = LabelSelectors.Parse(deployment.Spec.Selector);
        if (selector.IsEverything)
        {
            events.Warning(deployment, "SelectingAll", "This deployment is selecting all pods. A non-empty selector is required.");
            var observed = deployment.Status.Clone();
            observed.ObservedGeneration = deployment.Metadata.Generation;
            await WriteStatusAsync(deployment, observed, cancellation);
            return Result.Done;
        }
        var candidates = sets.ByIndex(OwnerReferences.ControllerUidIndex, deployment.Metadata.Uid)
            .Concat(sets.ByIndex(OwnerReferences.ControllerUidIndex, OwnerReferences.Orphans(key.Namespace)));
        var owned = await _claimer.ClaimAsync(deployment, selector, candidates, cancellation);
        var plan = DeploymentPlanner.Plan(deployment, owned, newest => OldPodsExist(owned, newest), Now());

        if (plan.Create is { } created && !await CreateAsync(key, deployment, created, plan.Status, cancellation)) return Result.Requeue;
        foreach (var change in plan.Updates) await UpdateAsync(key, deployment, change, cancellation);
        foreach (var old in plan.Deletes) await DeleteAsync(key, old, cancellation);
        if (plan.Revision is { } revision)
        {
            deployment = deployment.Clone();
            (deployment.Metadata.Annotations ??= [])[DeploymentAnnotations.Revision] = revision;
            deployment = Wrote(key, await _deployments.UpdateAsync(deployment, cancellation));
        }
        await WriteStatusAsync(deployment, plan.Status, cancellation);
        return plan.Again is { } wait ? Result.RequeueAfter(wait) : Result.Done;
    }

    /// <returns>False when the name is taken by something else: the next try uses another hash.</returns>
    private async Task<bool> CreateAsync(
        ObjectKey key, Deployment deployment, ReplicaSet set, DeploymentStatus status, CancellationToken cancellation)
    {
        try
        {
            _setWrites.Wrote(key, await _sets.CreateAsync(set, cancellation));
        }
        catch (KubeApiException e) when (e.IsAlreadyExists)
        {
            var existing = await _sets.GetAsync(key.Namespace, set.Metadata.Name, cancellation);
            // Our own from a moment ago, which the informer does not show yet: it will call again.
            if (OwnerReferences.IsControlledBy(existing, deployment)
                && PodTemplateHash.SameTemplate(existing.Spec.Template, deployment.Spec.Template)) return false;
            var collided = deployment.Status.Clone();
            collided.CollisionCount = (collided.CollisionCount ?? 0) + 1;
            await WriteStatusAsync(deployment, collided, cancellation);
            return false;
        }
        catch (KubeApiException e) when (!e.IsNamespaceTerminating)
        {
            string message = $"Failed to create new replica set \"{set.Metadata.Name}\": {e.Message}";
            if (DeploymentStatusCalculator.HasDeadline(deployment))
            {
                var failed = deployment.Status.Clone();
                DeploymentConditions.Set(failed, DeploymentConditions.New(DeploymentConditionType.Progressing, ConditionStatus.False,
                    DeploymentConditions.ReplicaSetCreateError, message, Now()));
                await WriteStatusAsync(deployment, failed, cancellation);
            }
            events.Warning(deployment, DeploymentConditions.ReplicaSetCreateError, message);
            throw;
        }
        if (Rollout.Size(set) > 0) Scaled(deployment, set.Metadata.Name, 0, Rollout.Size(set));
        return true;
    }

    private async Task UpdateAsync(ObjectKey key, Deployment deployment, DeploymentPlan.Change change, CancellationToken cancellation)
    {
        _setWrites.Wrote(key, await _sets.UpdateAsync(change.After, cancellation));
        int before = Rollout.Size(change.Before), after = Rollout.Size(change.After);
        if (before != after) Scaled(deployment, change.After.Metadata.Name, before, after);
    }

    private async Task DeleteAsync(ObjectKey key, ReplicaSet old, CancellationToken cancellation)
    {
        try
        {
            await _sets.DeleteAsync(key.Namespace, old.Metadata.Name,
                new DeleteOptions { Preconditions = new Preconditions { Uid = old.Metadata.Uid } }, cancellation);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Gone already, as wanted.
        }
        _setWrites.Deleted(key, old);
    }

    private async Task WriteStatusAsync(Deployment deployment, DeploymentStatus status, CancellationToken cancellation)
    {
        if (status.DeepEquals(deployment.Status)) return;
        var changed = deployment.Clone();
        changed.Status = status;
        Wrote(ObjectKey.Of(deployment), await _deployments.UpdateStatusAsync(changed, cancellation));
    }

    private Deployment Wrote(ObjectKey key, Deployment written)
    {
        _ownWrites.Wrote(key, written);
        return written;
    }

    private void Scaled(Deployment deployment, string set, int from, int to) => events.Normal(deployment, "ScalingReplicaSet",
        string.Create(CultureInfo.InvariantCulture, $"Scaled {(from < to ? "up" : "down")} replica set {set} from {from} to {to}"));

    private bool OldPodsExist(IReadOnlyList<ReplicaSet> owned, ReplicaSet? newest) =>
        owned.Where(s => s.Metadata.Uid != newest?.Metadata.Uid)
            .Any(s => pods.ByIndex(OwnerReferences.ControllerUidIndex, s.Metadata.Uid).Any(p => !PodState.IsTerminal(p)));

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
