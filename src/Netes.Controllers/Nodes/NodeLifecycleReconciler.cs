using Microsoft.Extensions.Logging;
using Netes.Api.CoordinationV1;
using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Client.Events;
using Netes.Client.Informers;
using Netes.Client.Reconciling;
using Netes.Controllers.Pods;

namespace Netes.Controllers.Nodes;

/// <summary>
/// Notices nodes that fall silent: a heartbeat is a renewed Lease or a posted status. After the grace period the node's
/// conditions become Unknown, its Pods unready, and taints keep new Pods away and drive the old ones off.
/// </summary>
internal sealed class NodeLifecycleReconciler(
    KubeClient client, Informer<Node> nodes, Informer<Pod> pods, NodeHeartbeats heartbeats, EventRecorder events, TimeProvider time, TimeSpan grace)
    : Reconciler
{
    public const string Name = "node-controller";
    public const string PodNodeIndex = "byNode";

    private readonly ResourceClient<Node> _nodes = client.Resource<Node>();
    private readonly ResourceClient<Pod> _pods = client.Resource<Pod>();

    public static Controller Create(KubeClient client, InformerFactory informers, EventRecorder events, TimeProvider time,
        ILoggerFactory loggers, TimeSpan grace)
    {
        var nodes = informers.Get<Node>();
        var pods = informers.Get<Pod>();
        var leases = informers.Get<Lease>(new InformerSelector("kube-node-lease"));
        pods.AddIndex(PodNodeIndex, static pod => [pod.Spec.NodeName]);
        var heartbeats = new NodeHeartbeats(time);
        var controller = new Controller(Name, new NodeLifecycleReconciler(client, nodes, pods, heartbeats, events, time, grace), 1, time, loggers);
        return controller
            .Watches(nodes, (old, now) => OnNode(controller, nodes, heartbeats, old, now))
            .Watches(leases, (old, now) =>
            {
                // A renewal needs no work: the pending check of this node will find it. So costs do not grow with heartbeats.
                if (now is not null && now.Spec.RenewTime != old?.Spec.RenewTime) heartbeats.Heard(now.Metadata.Name);
            })
            .Reads(pods);
    }

    public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (nodes.Get(key) is not { } node)
        {
            heartbeats.Forget(key.Name);
            return Result.Done;
        }
        var left = grace - heartbeats.SilentFor(key.Name);
        var now = time.GetUtcNow().UtcDateTime;
        if (left <= TimeSpan.Zero && NodeHealthPlanner.Silent(node, now) is { } status)
        {
            bool wasReady = NodeHealthPlanner.ReadyStatus(node) == ConditionStatus.True;
            var changed = node.Clone();
            changed.Status = status;
            node = await _nodes.UpdateStatusAsync(changed, cancellation);
            if (wasReady) events.Normal(node, "NodeNotReady", $"Node {key.Name} status is now: NodeNotReady");
        }
        if (NodeHealthPlanner.Taints(node, MayEvict(node), now) is { } taints)
        {
            var changed = node.Clone();
            changed.Spec.Taints = taints;
            node = await _nodes.UpdateAsync(changed, cancellation);
        }
        if (NodeHealthPlanner.ReadyStatus(node) != ConditionStatus.True) await MarkPodsUnreadyAsync(key.Name, cancellation);
        return left > TimeSpan.Zero ? Result.RequeueAfter(left) : Result.Done;
    }

    private static void OnNode(Controller controller, Informer<Node> nodes, NodeHeartbeats heartbeats, Node? old, Node? now)
    {
        if (now is null)
        {
            controller.Queue.Add(ObjectKey.Of(old!));
            return;
        }
        bool posted = old is null || LastHeartbeat(old) != LastHeartbeat(now);
        // What this controller itself wrote is no sign of life.
        if (posted && NodeHealthPlanner.ReadyStatus(now) != ConditionStatus.Unknown) heartbeats.Heard(now.Metadata.Name);
        controller.Queue.Add(ObjectKey.Of(now));
        // Whether Pods may be evicted anywhere depends on whether any node is ready.
        if (old is not null && NodeHealthPlanner.ReadyStatus(old) != NodeHealthPlanner.ReadyStatus(now))
            foreach (var other in nodes.List()) controller.Queue.Add(ObjectKey.Of(other));
    }

    private static DateTime? LastHeartbeat(Node node) => NodeHealthPlanner.Condition(node, NodeConditionType.Ready)?.LastHeartbeatTime;

    /// <summary>When no node at all is ready, the fault is likely on our side: nothing is evicted.</summary>
    private bool MayEvict(Node node) =>
        NodeHealthPlanner.ReadyStatus(node) == ConditionStatus.True || nodes.List().Any(n => NodeHealthPlanner.ReadyStatus(n) == ConditionStatus.True);

    private async Task MarkPodsUnreadyAsync(string node, CancellationToken cancellation)
    {
        foreach (var pod in pods.ByIndex(PodNodeIndex, node))
        {
            if (!PodState.IsReady(pod)) continue;
            var changed = pod.Clone();
            var ready = PodState.Condition(changed, PodConditionType.Ready)!;
            ready.Status = ConditionStatus.False;
            ready.LastTransitionTime = time.GetUtcNow().UtcDateTime;
            events.Warning(pod, "NodeNotReady", "Node is not ready");
            try
            {
                await _pods.UpdateStatusAsync(changed, cancellation);
            }
            catch (KubeApiException e) when (e.IsNotFound || e.IsConflict)
            {
                // Gone, or changed: its kubelet lives, or the next change of the node brings us here again.
            }
        }
    }
}
