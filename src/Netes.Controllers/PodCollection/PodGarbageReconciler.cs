using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Client.Reconciling;
using Netes.Controllers.Nodes;
using Netes.Controllers.Pods;

namespace Netes.Controllers.PodCollection;

/// <summary>
/// Removes Pods that nobody else will: those of nodes that no longer exist, those deleted before they had a node, and the
/// oldest finished ones beyond a threshold.
/// </summary>
internal sealed class PodGarbageReconciler(KubeClient client, Informer<Pod> pods, Informer<Node> nodes, TimeProvider time, int threshold) : Reconciler
{
    public const string Name = "pod-garbage-collector";
    public const string TerminalIndex = "terminal";

    /// <summary>A node that is missing may only be late: its Pods get this long.</summary>
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(40);

    /// <summary>The key under which finished Pods are counted; no Pod can have it.</summary>
    private static readonly ObjectKey Terminal = new("", "");

    private readonly ResourceClient<Pod> _pods = client.Resource<Pod>();
    private readonly ResourceClient<Node> _nodes = client.Resource<Node>();
    private readonly Dictionary<ObjectKey, long> _missingSince = [];

    public static Controller Create(KubeClient client, InformerFactory informers, TimeProvider time, ILoggerFactory loggers, int threshold)
    {
        var nodes = informers.Get<Node>();
        var pods = informers.Get<Pod>();
        pods.AddIndex(NodeLifecycleReconciler.PodNodeIndex, static pod => [pod.Spec.NodeName]);
        pods.AddIndex(TerminalIndex, static pod => PodState.IsTerminal(pod) ? [""] : []);
        // One worker: what is missing since when is its own memory.
        var controller = new Controller(Name, new PodGarbageReconciler(client, pods, nodes, time, threshold), 1, time, loggers);
        return controller
            .Watches(pods, (_, now) =>
            {
                if (now is not null && PodState.IsTerminal(now) && pods.CountByIndex(TerminalIndex, "") > threshold) controller.Queue.Add(Terminal);
                if (now is null) return;
                bool unscheduled = now.Spec.NodeName.Length == 0 && now.Metadata.DeletionTimestamp is not null;
                bool orphaned = now.Spec.NodeName.Length > 0 && nodes.Get("", now.Spec.NodeName) is null;
                if (unscheduled || orphaned) controller.Queue.Add(ObjectKey.Of(now));
            })
            .Watches(nodes, (old, now) =>
            {
                if (now is null)
                    foreach (var pod in pods.ByIndex(NodeLifecycleReconciler.PodNodeIndex, old!.Metadata.Name)) controller.Queue.Add(ObjectKey.Of(pod));
            });
    }

    public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (key == Terminal)
        {
            await CollectTerminalAsync(cancellation);
            return Result.Done;
        }
        if (pods.Get(key) is not { } pod)
        {
            _missingSince.Remove(key);
            return Result.Done;
        }
        if (pod.Spec.NodeName.Length == 0)
        {
            if (pod.Metadata.DeletionTimestamp is not null) await DeleteAsync(pod, null, cancellation);
            return Result.Done;
        }
        if (nodes.Get("", pod.Spec.NodeName) is not null)
        {
            _missingSince.Remove(key);
            return Result.Done;
        }
        if (!_missingSince.TryGetValue(key, out long since)) _missingSince.Add(key, since = time.GetTimestamp());
        var left = Quarantine - time.GetElapsedTime(since);
        if (left > TimeSpan.Zero) return Result.RequeueAfter(left);
        // The informer may lag: ask for the node itself before its Pods are declared dead.
        if (await _nodes.FindAsync("", pod.Spec.NodeName, cancellation) is not null) return Result.RequeueAfter(Quarantine);
        await DeleteAsync(pod, "PodGC: node no longer exists", cancellation);
        _missingSince.Remove(key);
        return Result.Done;
    }

    private async Task CollectTerminalAsync(CancellationToken cancellation)
    {
        var finished = pods.ByIndex(TerminalIndex, "");
        int surplus = finished.Count - threshold;
        if (surplus <= 0) return;
        foreach (var pod in finished.OrderBy(p => p.Metadata.CreationTimestamp).ThenBy(p => p.Metadata.Name, StringComparer.Ordinal).Take(surplus))
            await DeleteAsync(pod, null, cancellation);
    }

    /// <param name="disruption">Said in the Pod's conditions when it did not end by itself.</param>
    private async Task DeleteAsync(Pod pod, string? disruption, CancellationToken cancellation)
    {
        try
        {
            if (disruption is not null && !PodState.IsTerminal(pod))
                await PodDisruption.MarkAsync(_pods, pod, "DeletionByPodGC", disruption, PodPhase.Failed, time.GetUtcNow().UtcDateTime, cancellation);
            await _pods.DeleteAsync(pod.Metadata.Namespace, pod.Metadata.Name,
                new DeleteOptions { GracePeriodSeconds = 0, Preconditions = new Preconditions { Uid = pod.Metadata.Uid } }, cancellation);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Gone already, as wanted.
        }
    }
}
