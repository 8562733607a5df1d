using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Client.Reconciling;
using Netes.Controllers.Owners;

namespace Netes.Controllers.GarbageCollection;

/// <summary>
/// Deletes what lost its owners:
/// <code>
///   metadata informers (all deletable resources) --> OwnerGraph --> examine queue --> live object, its owners' states
///                                                        |                             --> GarbageDecision --> delete | patch
///                                                        +--------> orphan queue  --> dependents forget the owner
/// </code>
/// The graph only says where to look. Every deletion is decided on the live object and carries its uid and resource version.
/// </summary>
internal sealed partial class GarbageCollector : IDisposable
{
    public const string Name = "generic-garbage-collector";

    private readonly KubeClient _client;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly OwnerGraph _graph = new();
    private readonly WorkQueue<string> _examine;
    private readonly WorkQueue<string> _orphan;
    private readonly MetadataMonitors _monitors;

    public GarbageCollector(KubeClient client, KubeClient reader, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _logger = loggers.CreateLogger("Netes.Controller." + Name);
        _examine = new WorkQueue<string>("garbage_collector_attempt_to_delete", time);
        _orphan = new WorkQueue<string>("garbage_collector_attempt_to_orphan", time);
        _monitors = new MetadataMonitors(reader, time, loggers, Observe);
    }

    public async Task RunAsync(int workers, CancellationToken cancellation)
    {
        var monitoring = _monitors.RunAsync(cancellation);
        try
        {
            // With half the graph missing, the other half looks like garbage.
            await _monitors.Synced.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await monitoring;
            return;
        }
        var work = new List<Task> { monitoring };
        for (int i = 0; i < workers; i++)
        {
            work.Add(WorkAsync(_examine, ExamineAsync, cancellation));
            work.Add(WorkAsync(_orphan, OrphanDependentsAsync, cancellation));
        }
        await Task.WhenAll(work);
    }

    public void Dispose()
    {
        _examine.Dispose();
        _orphan.Dispose();
    }

    private void Observe(ResourceType resource, PartialObjectMetadata? old, PartialObjectMetadata? now)
    {
        lock (_lock) Enqueue(now is not null ? _graph.Observe(resource, now.Metadata) : _graph.Remove(old!.Metadata.Uid));
    }

    private void Enqueue(IReadOnlyList<GraphWork> work)
    {
        foreach (var item in work) (item.Kind == GraphWorkKind.Examine ? _examine : _orphan).Add(item.Uid);
    }

    private async Task WorkAsync(WorkQueue<string> queue, Func<string, CancellationToken, Task<bool>> act, CancellationToken cancellation)
    {
        await Task.Yield();
        try
        {
            while (await queue.TakeAsync(cancellation) is (true, { } uid))
            {
                try
                {
                    if (await act(uid, cancellation)) queue.Forget(uid);
                    else queue.AddRateLimited(uid);
                }
                catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
                {
                    if (e is not KubeApiException { IsConflict: true }) Log.Failed(_logger, uid, e.Message);
                    queue.AddRateLimited(uid);
                }
                finally
                {
                    queue.Done(uid);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
    }

    /// <returns>Whether the object is settled for now; false asks for another look later.</returns>
    private async Task<bool> ExamineAsync(string uid, CancellationToken cancellation)
    {
        bool isVirtual, beingDeleted, deletingDependents, hasDependents, dependentWaits;
        ResourceType? resource;
        Gvk kind;
        string ns, name;
        lock (_lock)
        {
            if (_graph.Find(uid) is not { } node) return true;
            (isVirtual, beingDeleted, deletingDependents) = (node.IsVirtual, node.BeingDeleted, node.DeletingDependents);
            (resource, kind, ns, name) = (node.Resource, node.Kind, node.Namespace, node.Name);
            (hasDependents, dependentWaits) = (node.Dependents.Count > 0, node.Dependents.Any(d => d.DeletingDependents));
        }
        if (isVirtual) return await VerifyAsync(uid, kind, ns, name, cancellation);
        if (beingDeleted && !deletingDependents) return true;
        var objects = _client.Resource<PartialObjectMetadata>(resource!);
        var live = await objects.FindAsync(ns, name, cancellation);
        // Its deletion is on its way to the graph.
        if (live is null || live.Metadata.Uid != uid) return true;
        if (deletingDependents) return await FinishForegroundAsync(uid, objects, live, cancellation);
        var owners = live.Metadata.OwnerReferences ?? [];
        var states = new List<OwnerState>(owners.Count);
        foreach (var owner in owners) states.Add(await StateOfAsync(owner, ns, cancellation));
        var verdict = GarbageDecision.Decide(live.Metadata, states, hasDependents, dependentWaits);
        switch (verdict.Action)
        {
            case GarbageAction.DropOwners:
                var kept = owners.Where((_, i) => states[i] == OwnerState.Solid).ToList();
                await objects.PatchAsync(ns, name, PatchType.Merge, MetadataPatch.OwnerReferences(live.Metadata, kept), cancellation);
                break;
            case GarbageAction.Delete:
                if (verdict.Unblock) live = await UnblockAsync(objects, live, cancellation);
                await DeleteAsync(objects, live, verdict.Policy, cancellation);
                break;
        }
        return true;
    }

    /// <summary>A node that only dependents speak of: if it does not exist, they are told.</summary>
    private async Task<bool> VerifyAsync(string uid, Gvk kind, string ns, string name, CancellationToken cancellation)
    {
        if (await ExistsAsync(uid, kind, ns, name, cancellation)) return false;
        lock (_lock)
        {
            // It may have come meanwhile.
            if (_graph.Find(uid) is { IsVirtual: true }) Enqueue(_graph.Remove(uid));
        }
        return true;
    }

    private async Task<OwnerState> StateOfAsync(OwnerReference owner, string ns, CancellationToken cancellation)
    {
        var kind = Gvk.Parse(owner.ApiVersion, owner.Kind);
        lock (_lock)
        {
            // The graph may lag, but only to the safe side: an owner's end brings its dependents here again.
            if (_graph.Find(owner.Uid) is { IsVirtual: false } node && node.Name == owner.Name && node.Kind.Kind == owner.Kind
                && node.Kind.Group == kind.Group && (node.Namespace.Length == 0 || node.Namespace == ns))
                return node.DeletingDependents ? OwnerState.WaitsForDependents : OwnerState.Solid;
        }
        return await ExistsAsync(owner.Uid, kind, ns, owner.Name, cancellation) ? OwnerState.Solid : OwnerState.Absent;
    }

    /// <exception cref="InvalidOperationException">Nobody knows the kind: whether the object exists cannot be told.</exception>
    private async Task<bool> ExistsAsync(string uid, Gvk kind, string ns, string name, CancellationToken cancellation)
    {
        var resource = _monitors.Map.Find(kind) ?? throw new InvalidOperationException($"no resource serves {kind}");
        if (resource.Namespaced && ns.Length == 0) return false;
        var found = await _client.Resource<PartialObjectMetadata>(resource).FindAsync(resource.Namespaced ? ns : "", name, cancellation);
        return found?.Metadata.Uid == uid;
    }

    /// <summary>Lets a foreground deletion end when nothing blocks it any more, and drives on what does.</summary>
    private async Task<bool> FinishForegroundAsync(
        string uid, ResourceClient<PartialObjectMetadata> objects, PartialObjectMetadata live, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var blocking = _graph.Find(uid)?.BlockingDependents.ToList() ?? [];
            foreach (var dependent in blocking.Where(d => !d.DeletingDependents)) _examine.Add(dependent.Uid);
            // The end of each brings the owner here again.
            if (blocking.Count > 0) return true;
        }
        await RemoveFinalizerAsync(objects, live, OwnerGraph.ForegroundFinalizer, cancellation);
        return true;
    }

    private async Task<bool> OrphanDependentsAsync(string uid, CancellationToken cancellation)
    {
        ResourceType? resource;
        string ns, name;
        List<GraphNode> dependents;
        lock (_lock)
        {
            if (_graph.Find(uid) is not { IsVirtual: false, Orphaning: true } node) return true;
            (resource, ns, name) = (node.Resource, node.Namespace, node.Name);
            dependents = [.. node.Dependents];
        }
        foreach (var dependent in dependents)
        {
            if (dependent.Resource is null) continue;
            var others = _client.Resource<PartialObjectMetadata>(dependent.Resource);
            if (await others.FindAsync(dependent.Namespace, dependent.Name, cancellation) is not { } found || found.Metadata.Uid != dependent.Uid) continue;
            var kept = (found.Metadata.OwnerReferences ?? []).Where(o => o.Uid != uid).ToList();
            if (kept.Count == (found.Metadata.OwnerReferences?.Count ?? 0)) continue;
            await others.PatchAsync(dependent.Namespace, dependent.Name, PatchType.Merge,
                MetadataPatch.OwnerReferences(found.Metadata, kept), cancellation);
        }
        var objects = _client.Resource<PartialObjectMetadata>(resource!);
        if (await objects.FindAsync(ns, name, cancellation) is { } live && live.Metadata.Uid == uid)
            await RemoveFinalizerAsync(objects, live, OwnerGraph.OrphanFinalizer, cancellation);
        return true;
    }

    private static async Task<PartialObjectMetadata> UnblockAsync(
        ResourceClient<PartialObjectMetadata> objects, PartialObjectMetadata live, CancellationToken cancellation)
    {
        var references = (live.Metadata.OwnerReferences ?? []).ConvertAll(r => r.Clone());
        foreach (var reference in references)
            if (reference.BlockOwnerDeletion == true) reference.BlockOwnerDeletion = false;
        return await objects.PatchAsync(live.Metadata.Namespace, live.Metadata.Name, PatchType.Merge,
            MetadataPatch.OwnerReferences(live.Metadata, references), cancellation);
    }

    private static async Task RemoveFinalizerAsync(
        ResourceClient<PartialObjectMetadata> objects, PartialObjectMetadata live, string finalizer, CancellationToken cancellation)
    {
        if (live.Metadata.Finalizers?.Contains(finalizer) != true) return;
        try
        {
            await objects.PatchAsync(live.Metadata.Namespace, live.Metadata.Name, PatchType.Merge,
                MetadataPatch.Finalizers(live.Metadata, live.Metadata.Finalizers.Where(f => f != finalizer)), cancellation);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Gone already, as wanted.
        }
    }

    private async Task DeleteAsync(
        ResourceClient<PartialObjectMetadata> objects, PartialObjectMetadata live, string policy, CancellationToken cancellation)
    {
        Log.Deleting(_logger, objects.Resource.Plural, live.Metadata.Namespace, live.Metadata.Name, policy);
        try
        {
            await objects.DeleteAsync(live.Metadata.Namespace, live.Metadata.Name, new DeleteOptions
            {
                PropagationPolicy = policy,
                Preconditions = new Preconditions { Uid = live.Metadata.Uid, ResourceVersion = live.Metadata.ResourceVersion },
            }, cancellation);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Gone already, as wanted.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Deleting {Resource} {Namespace}/{Object} ({Policy}): its owners are gone")]
        public static partial void Deleting(ILogger logger, string resource, string @namespace, string @object, string policy);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Object with uid {Uid} could not be examined, trying again: {Reason}")]
        public static partial void Failed(ILogger logger, string uid, string reason);
    }
}
