using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Client.Events;
using Netes.Client.Informers;
using Netes.Client.Reconciling;
using Netes.Controllers.Pods;

namespace Netes.Controllers.Nodes;

/// <summary>Deletes Pods from nodes whose NoExecute taints they do not tolerate, or no longer.</summary>
internal sealed class TaintEvictionReconciler(KubeClient client, Informer<Pod> pods, Informer<Node> nodes, EventRecorder events, TimeProvider time)
    : Reconciler
{
    public const string Name = "taint-eviction-controller";

    private readonly ResourceClient<Pod> _client = client.Resource<Pod>();

    public static Controller Create(KubeClient client, InformerFactory informers, EventRecorder events, TimeProvider time, ILoggerFactory loggers)
    {
        var nodes = informers.Get<Node>();
        var pods = informers.Get<Pod>();
        pods.AddIndex(NodeLifecycleReconciler.PodNodeIndex, static pod => [pod.Spec.NodeName]);
        var controller = new Controller(Name, new TaintEvictionReconciler(client, pods, nodes, events, time), 4, time, loggers);
        return controller
            .Watches(pods, (old, now) =>
            {
                if (now is null || now.Spec.NodeName.Length == 0 || now.Metadata.DeletionTimestamp is not null) return;
                bool moved = old is null || old.Spec.NodeName.Length == 0 || !Netes.Api.DeepCompare.Lists(old.Spec.Tolerations, now.Spec.Tolerations, (a, b) => a.DeepEquals(b));
                if (moved && nodes.Get("", now.Spec.NodeName) is { } node && HasNoExecute(node)) controller.Queue.Add(ObjectKey.Of(now));
            })
            .Watches(nodes, (old, now) =>
            {
                if (now is null || !HasNoExecute(now) || (old is not null && SameNoExecute(old, now))) return;
                foreach (var pod in pods.ByIndex(NodeLifecycleReconciler.PodNodeIndex, now.Metadata.Name)) controller.Queue.Add(ObjectKey.Of(pod));
            });
    }

    public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (pods.Get(key) is not { } pod || pod.Metadata.DeletionTimestamp is not null) return Result.Done;
        if (nodes.Get("", pod.Spec.NodeName) is not { } node) return Result.Done;
        if (TaintEvictionPlanner.LeavesAfter(pod, node, time.GetUtcNow().UtcDateTime) is not { } wait) return Result.Done;
        // When the taint goes meanwhile, the call at the end of the wait finds nothing to do.
        if (wait > TimeSpan.Zero) return Result.RequeueAfter(wait);
        events.Normal(pod, "TaintManagerEviction", $"Marking for deletion Pod {key}");
        try
        {
            await PodDisruption.MarkAsync(_client, pod, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", null,
                time.GetUtcNow().UtcDateTime, cancellation);
            await _client.DeleteAsync(key.Namespace, key.Name,
                new DeleteOptions { Preconditions = new Preconditions { Uid = pod.Metadata.Uid } }, cancellation);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Gone already, as wanted.
        }
        return Result.Done;
    }

    private static bool HasNoExecute(Node node) => node.Spec.Taints?.Any(t => t.Effect == TaintEffect.NoExecute) == true;

    private static bool SameNoExecute(Node a, Node b) => Netes.Api.DeepCompare.Lists(
        a.Spec.Taints?.FindAll(t => t.Effect == TaintEffect.NoExecute), b.Spec.Taints?.FindAll(t => t.Effect == TaintEffect.NoExecute),
        static (x, y) => x.DeepEquals(y));
}
