using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Queue;

/// <summary>
/// Pods without a node: active (by priority, then age), backing off, or unschedulable until an event that may help one of the
/// plugins that refused them. Owned by the scheduling loop.
/// </summary>
internal sealed class SchedulingQueue(TimeProvider time, IReadOnlyList<IPreEnqueuePlugin> preEnqueue)
{
    private static readonly TimeSpan InitialBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(10);

    /// <summary>After this a Pod is tried again even without an event: a safety net, as upstream has it.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, QueuedPod> _pods = new(StringComparer.Ordinal);
    private readonly PriorityQueue<(QueuedPod Pod, long Ticket), (int Priority, DateTimeOffset Added)> _active = new(ByUrgency.Instance);
    private readonly PriorityQueue<(QueuedPod Pod, long Ticket), DateTimeOffset> _backoff = new();
    private readonly PriorityQueue<(QueuedPod Pod, long Ticket), DateTimeOffset> _leftovers = new();
    private readonly HashSet<QueuedPod> _unschedulable = [];
    private long _tickets;

    public int Count => _pods.Count;

    /// <summary>Takes a new Pod, or a new version of one that waits.</summary>
    public void Set(PodInfo pod)
    {
        if (!_pods.TryGetValue(pod.Uid, out QueuedPod? queued))
        {
            _pods.Add(pod.Uid, queued = new(pod, time.GetUtcNow()));
            Enter(queued);
            return;
        }

        PodInfo old = queued.Pod;
        queued.Pod = pod;
        if (queued.Place == QueuePlace.Unschedulable && Changes(old, pod) is var kinds && kinds != EventKind.None)
        {
            MoveIfHelped(queued, new ClusterEvent(kinds));
        }
    }

    public void Remove(string uid)
    {
        if (_pods.Remove(uid, out QueuedPod? queued))
        {
            Leave(queued);
        }
    }

    /// <summary>The most urgent Pod; it is nowhere until <see cref="Refused"/>, <see cref="Failed"/> or <see cref="Remove"/>.</summary>
    public QueuedPod? Pop()
    {
        while (_active.TryDequeue(out (QueuedPod Pod, long Ticket) entry, out _))
        {
            if (IsCurrent(entry, QueuePlace.Active))
            {
                entry.Pod.Place = QueuePlace.None;
                entry.Pod.Attempts++;
                return entry.Pod;
            }
        }

        return null;
    }

    /// <summary>No node took the Pod: it sleeps until an event for one of the plugins that refused it.</summary>
    public void Refused(QueuedPod queued, IReadOnlyCollection<IPlugin> refusedBy)
    {
        if (!_pods.ContainsKey(queued.Pod.Uid))
        {
            return;
        }

        queued.RefusedBy = refusedBy;
        SetBackoff(queued);
        Sleep(queued);
    }

    /// <summary>A Pod that preempts also waits for its victims to go, whoever refused it.</summary>
    public void WakeOnDelete(QueuedPod queued, IReadOnlyCollection<IPlugin> waitingFor) =>
        queued.RefusedBy = [.. queued.RefusedBy, .. waitingFor];

    /// <summary>Something else than a plugin failed, such as the binding: tried again after its back-off.</summary>
    public void Failed(QueuedPod queued)
    {
        queued.RefusedBy = [];
        SetBackoff(queued);
        if (_pods.TryAdd(queued.Pod.Uid, queued) || queued.Place == QueuePlace.None)
        {
            WaitOutBackoff(queued);
        }
    }

    /// <summary>Wakes the Pods that the event may help.</summary>
    public void Move(in ClusterEvent change)
    {
        if (_unschedulable.Count == 0)
        {
            return;
        }

        foreach (QueuedPod queued in _unschedulable.ToArray())
        {
            MoveIfHelped(queued, change);
        }
    }

    /// <summary>Brings back what has waited long enough.</summary>
    public void Flush()
    {
        DateTimeOffset now = time.GetUtcNow();
        while (_backoff.TryPeek(out (QueuedPod Pod, long Ticket) entry, out DateTimeOffset until) && (until <= now || !IsCurrent(entry, QueuePlace.Backoff)))
        {
            _backoff.Dequeue();
            if (IsCurrent(entry, QueuePlace.Backoff))
            {
                Activate(entry.Pod);
            }
        }

        while (_leftovers.TryPeek(out (QueuedPod Pod, long Ticket) entry, out DateTimeOffset until) && (until <= now || !IsCurrent(entry, QueuePlace.Unschedulable)))
        {
            _leftovers.Dequeue();
            if (IsCurrent(entry, QueuePlace.Unschedulable))
            {
                Wake(entry.Pod);
            }
        }
    }

    /// <summary>How long until <see cref="Flush"/> has something to do; null when nothing waits for time.</summary>
    public TimeSpan? UntilNextFlush()
    {
        DateTimeOffset? next = null;
        if (_backoff.TryPeek(out _, out DateTimeOffset backoff))
        {
            next = backoff;
        }

        if (_leftovers.TryPeek(out _, out DateTimeOffset leftover) && (next is null || leftover < next))
        {
            next = leftover;
        }

        TimeSpan? wait = next - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    public QueuePlace PlaceOf(string uid) => _pods.TryGetValue(uid, out QueuedPod? queued) ? queued.Place : QueuePlace.None;

    private static EventKind Changes(PodInfo old, PodInfo now)
    {
        EventKind kinds = EventKind.None;
        if ((old.Pod.Spec.SchedulingGates?.Count ?? 0) > 0 && (now.Pod.Spec.SchedulingGates?.Count ?? 0) == 0)
        {
            kinds |= EventKind.PodGatesGone;
        }

        if (old.Tolerations.Count != now.Tolerations.Count)
        {
            kinds |= EventKind.PodTolerations;
        }

        if (old.Labels.Count != now.Labels.Count || old.Labels.Except(now.Labels).Any())
        {
            kinds |= EventKind.PodLabels;
        }

        if (now.Requests.MilliCpu < old.Requests.MilliCpu || now.Requests.Memory < old.Requests.Memory)
        {
            kinds |= EventKind.PodScaledDown;
        }

        return kinds;
    }

    private void Enter(QueuedPod queued)
    {
        foreach (IPreEnqueuePlugin plugin in preEnqueue)
        {
            if (plugin.PreEnqueue(queued.Pod) is not null)
            {
                queued.RefusedBy = [plugin];
                Sleep(queued);
                return;
            }
        }

        Activate(queued);
    }

    private void MoveIfHelped(QueuedPod queued, in ClusterEvent change)
    {
        foreach (IPlugin plugin in queued.RefusedBy)
        {
            if ((plugin.Events & change.Kind) != 0 && plugin.MayHelp(change, queued.Pod))
            {
                Wake(queued);
                return;
            }
        }
    }

    private void Wake(QueuedPod queued)
    {
        Leave(queued);
        if (queued.BackoffUntil > time.GetUtcNow())
        {
            WaitOutBackoff(queued);
        }
        else
        {
            Enter(queued);
        }
    }

    private void Activate(QueuedPod queued)
    {
        Place(queued, QueuePlace.Active);
        _active.Enqueue((queued, queued.Ticket), (queued.Pod.Priority, queued.Added));
    }

    private void WaitOutBackoff(QueuedPod queued)
    {
        Place(queued, QueuePlace.Backoff);
        _backoff.Enqueue((queued, queued.Ticket), queued.BackoffUntil);
    }

    private void Sleep(QueuedPod queued)
    {
        Place(queued, QueuePlace.Unschedulable);
        _unschedulable.Add(queued);
        _leftovers.Enqueue((queued, queued.Ticket), queued.Since + LongestWait);
    }

    private void Place(QueuedPod queued, QueuePlace place)
    {
        queued.Place = place;
        queued.Ticket = ++_tickets;
        queued.Since = time.GetUtcNow();
    }

    private void Leave(QueuedPod queued)
    {
        _unschedulable.Remove(queued);
        queued.Place = QueuePlace.None;
    }

    private void SetBackoff(QueuedPod queued)
    {
        TimeSpan backoff = InitialBackoff * Math.Pow(2, Math.Clamp(queued.Attempts - 1, 0, 10));
        queued.BackoffUntil = time.GetUtcNow() + (backoff < MaxBackoff ? backoff : MaxBackoff);
    }

    private static bool IsCurrent((QueuedPod Pod, long Ticket) entry, QueuePlace place) =>
        entry.Pod.Place == place && entry.Pod.Ticket == entry.Ticket;

    private sealed class ByUrgency : IComparer<(int Priority, DateTimeOffset Added)>
    {
        public static readonly ByUrgency Instance = new();

        public int Compare((int Priority, DateTimeOffset Added) a, (int Priority, DateTimeOffset Added) b)
        {
            int byPriority = b.Priority.CompareTo(a.Priority);
            return byPriority != 0 ? byPriority : a.Added.CompareTo(b.Added);
        }
    }
}
