using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Client.Events;
using Netes.Client.Informers;
using Netes.Client.Reconciling;
using Netes.Controllers.Owners;
using Netes.Controllers.Pods;

namespace Netes.Controllers.ReplicaSets;

/// <summary>Keeps as many Pods of a template as a ReplicaSet wants.</summary>
internal sealed class ReplicaSetReconciler(
    KubeClient client, Informer<ReplicaSet> sets, Informer<Pod> pods, EventRecorder events, TimeProvider time) : Reconciler
{
    private readonly ResourceClient<ReplicaSet> _setClient = client.Resource<ReplicaSet>();
    private readonly ResourceClient<Pod> _podClient = client.Resource<Pod>();
    private readonly Claimer<ReplicaSet, Pod> _claimer = new(client.Resource<ReplicaSet>(), client.Resource<Pod>());
    private readonly ReadYourWrites<Pod> _writes = new(pods);

    public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (sets.Get(key) is not { } set)
        {
            _writes.Forget(key);
            return Result.Done;
        }
        // Asked before the Pods are read: what is current now can only become more so.
        bool current = _writes.IsCurrent(key);
        var selector = LabelSelectors.Parse(set.Spec.Selector);
        var candidates = pods.ByIndex(OwnerReferences.ControllerUidIndex, set.Metadata.Uid)
            .Concat(pods.ByIndex(OwnerReferences.ControllerUidIndex, OwnerReferences.Orphans(key.Namespace)).Where(p => !PodState.IsTerminal(p)));
        var claimed = await _claimer.ClaimAsync(set, selector, candidates, cancellation);
        var active = claimed.Where(PodState.IsActive).ToList();
        var now = time.GetUtcNow().UtcDateTime;
        KubeApiException? failure = null;
        if (current && set.Metadata.DeletionTimestamp is null)
        {
            try
            {
                await ActAsync(key, set, ReplicaSetPlanner.Plan(set, active, () => Related(set), now), cancellation);
            }
            catch (KubeApiException e)
            {
                failure = e;
            }
        }
        var status = ReplicaSetPlanner.Status(set, active, claimed.Count(PodState.IsTerminating), failure?.Message, now);
        if (!status.DeepEquals(set.Status))
        {
            var changed = set.Clone();
            changed.Status = status;
            await _setClient.UpdateStatusAsync(changed, cancellation);
        }
        if (failure is not null) throw failure;
        return ReplicaSetPlanner.NextAvailability(set, active, now) is { } wait ? Result.RequeueAfter(wait) : Result.Done;
    }

    private async Task ActAsync(ObjectKey key, ReplicaSet set, ReplicaSetPlan plan, CancellationToken cancellation)
    {
        if (plan.Create > 0)
        {
            var owner = OwnerReferences.ToController(set);
            await SlowStart.RunAsync(plan.Create, () => CreateAsync(key, set, owner, cancellation));
        }
        await Task.WhenAll(plan.Delete.Select(pod => DeleteAsync(key, set, pod, cancellation)));
    }

    private async Task CreateAsync(ObjectKey key, ReplicaSet set, OwnerReference owner, CancellationToken cancellation)
    {
        try
        {
            var pod = await _podClient.CreateAsync(
                PodFromTemplate.Create(set.Spec.Template, key.Namespace, set.Metadata.Name, owner), cancellation);
            _writes.Wrote(key, pod);
            events.Normal(set, "SuccessfulCreate", $"Created pod: {pod.Metadata.Name}");
        }
        catch (KubeApiException e) when (e.IsNamespaceTerminating)
        {
            // All that is here goes away anyway.
        }
        catch (KubeApiException e)
        {
            events.Warning(set, "FailedCreate", $"Error creating: {e.Message}");
            throw;
        }
    }

    private async Task DeleteAsync(ObjectKey key, ReplicaSet set, Pod pod, CancellationToken cancellation)
    {
        try
        {
            await _podClient.DeleteAsync(key.Namespace, pod.Metadata.Name,
                new DeleteOptions { Preconditions = new Preconditions { Uid = pod.Metadata.Uid } }, cancellation);
            _writes.Deleted(key, pod);
            events.Normal(set, "SuccessfulDelete", $"Deleted pod: {pod.Metadata.Name}");
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            _writes.Deleted(key, pod);
        }
        catch (KubeApiException e)
        {
            events.Warning(set, "FailedDelete", $"Error deleting: {e.Message}");
            throw;
        }
    }

    /// <summary>The Pods of all ReplicaSets that share this one's controlling owner, or only its own when it has none.</summary>
    private List<Pod> Related(ReplicaSet set)
    {
        var siblings = OwnerReferences.ControllerOf(set) is { } owner
            ? sets.ByIndex(OwnerReferences.ControllerUidIndex, owner.Uid) : [set];
        return [.. siblings.SelectMany(s => pods.ByIndex(OwnerReferences.ControllerUidIndex, s.Metadata.Uid))];
    }
}
