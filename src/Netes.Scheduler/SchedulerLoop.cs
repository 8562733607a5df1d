using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Scheduler.Cycle;
using Netes.Scheduler.Framework;
using Netes.Scheduler.Queue;
using Netes.Scheduler.State;

namespace Netes.Scheduler;

/// <summary>What the loop wants done after a step: bind, or report and make room.</summary>
/// <param name="Pod">The Pod that was tried.</param>
/// <param name="Node">Where it goes; null when nowhere.</param>
/// <param name="Result">All that the cycle found.</param>
internal readonly record struct Decision(QueuedPod Pod, string? Node, SchedulingResult Result);

/// <summary>
/// The scheduler's state and the rules by which it changes, without I/O and without threads: objects in, decisions out.
/// </summary>
internal sealed class SchedulerLoop
{
    private readonly SchedulingCycle _cycle;
    private readonly string _schedulerName;

    public SchedulerLoop(Profile profile, ClusterState cluster, string schedulerName, TimeProvider time, Random random)
    {
        Cluster = cluster;
        _schedulerName = schedulerName;
        Queue = new(time, profile.PreEnqueue);
        _cycle = new(profile, cluster, random);
    }

    public ClusterState Cluster { get; }

    public SchedulingQueue Queue { get; }

    public void OnPod(Pod? old, Pod? now)
    {
        string uid = (now ?? old)!.Metadata.Uid;
        PodInfo? known = Cluster.FindPod(uid);
        if (now is null || now.Status.Phase is "Succeeded" or "Failed")
        {
            Queue.Remove(uid);
            if (known is not null)
            {
                Cluster.RemovePod(uid);
                Queue.Move(new ClusterEvent(EventKind.AssignedPodDelete, Pod: known));
            }
            else if (old is not null)
            {
                Cluster.Nominate(new PodInfo(old, Cluster.Resources), null);
            }

            return;
        }

        var pod = new PodInfo(now, Cluster.Resources);
        if (now.Spec.NodeName.Length > 0)
        {
            Assigned(known, pod);
        }
        else if (now.Spec.SchedulerName == _schedulerName && !pod.IsTerminating && known is null)
        {
            Queue.Set(pod);
            Cluster.Nominate(pod, now.Status.NominatedNodeName.Length > 0 ? now.Status.NominatedNodeName : null);
        }
        else if (pod.IsTerminating)
        {
            Queue.Remove(uid);
            Cluster.Nominate(pod, null);
        }
    }

    public void OnNode(Node? old, Node? now)
    {
        if (now is null)
        {
            Cluster.RemoveNode(old!.Metadata.Name);
            Queue.Move(new ClusterEvent(EventKind.NodeDelete));
            return;
        }

        Cluster.SetNode(now);
        EventKind kinds = old is null ? EventKind.NodeAdd : Changes(old, now);
        if (kinds != EventKind.None)
        {
            Queue.Move(new ClusterEvent(kinds, Cluster.FindNode(now.Metadata.Name)));
        }
    }

    public void OnNamespace(Namespace? old, Namespace? now)
    {
        if (now is null)
        {
            Cluster.RemoveNamespace(old!.Metadata.Name);
        }
        else
        {
            Cluster.SetNamespace(now.Metadata.Name, now.Metadata.Labels);
        }
    }

    /// <summary>Tries the most urgent Pod; null when none is waiting to be tried.</summary>
    public Decision? Step()
    {
        Queue.Flush();
        if (Queue.Pop() is not { } queued)
        {
            return null;
        }

        SchedulingResult result;
        try
        {
            result = _cycle.Schedule(queued.Pod);
        }
        catch
        {
            Queue.Failed(queued);
            throw;
        }

        if (result.Node is { } node)
        {
            Cluster.Nominate(queued.Pod, null);
            Cluster.Assume(queued.Pod, node.Name);
            Queue.Remove(queued.Pod.Uid);
            return new(queued, node.Name, result);
        }

        // With no node at all every plugin counts as having refused: the first node that comes wakes the Pod.
        Queue.Refused(queued, result.RefusedBy.Count > 0 ? result.RefusedBy : AnyNode.AsList);
        if (result.Preemption is { NominatedNode.Length: > 0 } preemption)
        {
            Cluster.Nominate(queued.Pod, preemption.NominatedNode);
            Queue.WakeOnDelete(queued, AnyDelete.AsList);
        }

        return new(queued, null, result);
    }

    /// <summary>A binding did not come about: the Pod counts no more, and is tried again later.</summary>
    public void BindingFailed(QueuedPod queued)
    {
        if (!Cluster.IsAssumed(queued.Pod.Uid))
        {
            return; // bound after all, or deleted
        }

        Cluster.Forget(queued.Pod.Uid);
        Queue.Failed(queued);
        Queue.Move(new ClusterEvent(EventKind.AssignedPodDelete, Pod: queued.Pod));
    }

    private void Assigned(PodInfo? known, PodInfo pod)
    {
        bool confirmed = known is not null && !Cluster.IsAssumed(pod.Uid);
        Queue.Remove(pod.Uid);
        Cluster.Nominate(pod, null);
        Cluster.SetPod(pod);
        EventKind kinds = !confirmed ? EventKind.AssignedPodAdd : EventKind.None;
        if (confirmed && (known!.Labels.Count != pod.Labels.Count || known.Labels.Except(pod.Labels).Any()))
        {
            kinds |= EventKind.AssignedPodLabels;
        }

        if (confirmed && (pod.Requests.MilliCpu < known!.Requests.MilliCpu || pod.Requests.Memory < known.Requests.Memory))
        {
            kinds |= EventKind.PodScaledDown;
        }

        if (kinds != EventKind.None)
        {
            Queue.Move(new ClusterEvent(kinds, Pod: pod));
        }
    }

    private static EventKind Changes(Node old, Node now)
    {
        EventKind kinds = EventKind.None;
        kinds |= Differ(old.Metadata.Labels, now.Metadata.Labels) ? EventKind.NodeLabels : 0;
        kinds |= Differ(old.Status.Allocatable, now.Status.Allocatable) ? EventKind.NodeAllocatable : 0;
        kinds |= old.Spec.Unschedulable != now.Spec.Unschedulable ? EventKind.NodeUnschedulable : 0;
        kinds |= !(old.Spec.Taints ?? []).Select(Text).SequenceEqual((now.Spec.Taints ?? []).Select(Text)) ? EventKind.NodeTaints : 0;
        return kinds;

        static string Text(Taint taint) => $"{taint.Key}={taint.Value}:{taint.Effect}";
    }

    private static bool Differ<T>(Dictionary<string, T>? a, Dictionary<string, T>? b)
        where T : IEquatable<T>
    {
        if ((a?.Count ?? 0) != (b?.Count ?? 0))
        {
            return true;
        }

        foreach ((string key, T value) in a ?? [])
        {
            if (!b!.TryGetValue(key, out T? other) || !value.Equals(other))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Stands for "there is no node at all".</summary>
    private sealed class AnyNode : IPlugin
    {
        public static readonly IPlugin[] AsList = [new AnyNode()];

        public string Name => "Nodes";

        public EventKind Events => EventKind.NodeAdd;
    }

    /// <summary>Stands for "room is being made": the next Pod that goes may be the last victim.</summary>
    private sealed class AnyDelete : IPlugin
    {
        public static readonly IPlugin[] AsList = [new AnyDelete()];

        public string Name => "DefaultPreemption";

        public EventKind Events => EventKind.AssignedPodDelete;
    }
}
