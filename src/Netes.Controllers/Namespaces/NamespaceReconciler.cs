using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Client.Reconciling;

namespace Netes.Controllers.Namespaces;

/// <summary>
/// Ends namespaces (https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/): deletes their content,
/// tells in conditions what holds them up, and takes the "kubernetes" finalizer off when all is gone.
/// </summary>
internal sealed class NamespaceReconciler(KubeClient client, Informer<Namespace> namespaces, TimeProvider time) : Reconciler
{
    public const string Name = "namespace-controller";

    private readonly ResourceClient<Namespace> _client = client.Resource<Namespace>();
    private readonly NamespaceEmptier _emptier = new(client);

    public static Controller Create(KubeClient client, InformerFactory informers, TimeProvider time, ILoggerFactory loggers, int workers)
    {
        var namespaces = informers.Get<Namespace>();
        var controller = new Controller(Name, new NamespaceReconciler(client, namespaces, time), workers, time, loggers);
        return controller
            .Watches(namespaces, (_, now) =>
            {
                if (now?.Metadata.DeletionTimestamp is not null) controller.Queue.Add(ObjectKey.Of(now));
            })
            .Watches(informers.Get<Pod>(), (old, now) =>
            {
                // Pods are what takes long to stop: the last one's end is the moment to look again.
                if (now is null && namespaces.Get("", old!.Metadata.Namespace)?.Metadata.DeletionTimestamp is not null)
                    controller.Queue.Add(new ObjectKey("", old.Metadata.Namespace));
            });
    }

    public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (namespaces.Get(key)?.Metadata.DeletionTimestamp is null) return Result.Done;
        // Read fresh: what is decided here deletes everything.
        if (await _client.FindAsync("", key.Name, cancellation) is not { } ns || ns.Metadata.DeletionTimestamp is null) return Result.Done;
        if (ns.Spec.Finalizers?.Contains(FinalizerName.Kubernetes) != true) return Result.Done;
        if (ns.Status.Phase != NamespacePhase.Terminating)
        {
            ns.Status.Phase = NamespacePhase.Terminating;
            ns = await _client.UpdateStatusAsync(ns, cancellation);
        }
        var content = await _emptier.EmptyAsync(key.Name, cancellation);
        var conditions = NamespaceConditions.Of(content, ns.Status.Conditions, time.GetUtcNow().UtcDateTime);
        if (!Same(conditions, ns.Status.Conditions))
        {
            ns.Status.Conditions = conditions;
            ns = await _client.UpdateStatusAsync(ns, cancellation);
        }
        if (content.Failures.Count > 0 || content.UndiscoveredGroups.Count > 0) return Result.Requeue;
        if (!content.IsGone)
        {
            // Pods that end call again by themselves; finalizers of others do not.
            return content.GraceSeconds > 0 ? Result.RequeueAfter(TimeSpan.FromSeconds((content.GraceSeconds / 2) + 1)) : Result.Requeue;
        }
        ns.Spec.Finalizers?.Remove(FinalizerName.Kubernetes);
        await _client.UpdateAsync(ns, "finalize", cancellation);
        return Result.Done;
    }

    private static bool Same(List<NamespaceCondition> a, List<NamespaceCondition>? b) =>
        a.Count == b?.Count && a.All(x => b.Any(y => y.Type == x.Type && y.Status == x.Status && y.Reason == x.Reason && y.Message == x.Message));
}
