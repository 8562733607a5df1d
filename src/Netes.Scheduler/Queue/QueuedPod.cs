using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Queue;

/// <summary>Where a waiting Pod is.</summary>
internal enum QueuePlace
{
    /// <summary>Nowhere: being scheduled, or gone.</summary>
    None,

    /// <summary>Next to be tried, by priority and age.</summary>
    Active,

    /// <summary>To be tried again when its back-off is over.</summary>
    Backoff,

    /// <summary>Waiting for an event that helps.</summary>
    Unschedulable,
}

/// <summary>A Pod that has no node yet.</summary>
internal sealed class QueuedPod(PodInfo pod, DateTimeOffset added)
{
    public PodInfo Pod { get; set; } = pod;

    /// <summary>When it entered its present place.</summary>
    public DateTimeOffset Since { get; set; } = added;

    /// <summary>When it was first seen: the older goes first among equals.</summary>
    public DateTimeOffset Added { get; } = added;

    public int Attempts { get; set; }

    public DateTimeOffset BackoffUntil { get; set; }

    /// <summary>Who refused it last; empty after an error of the API.</summary>
    public IReadOnlyCollection<IPlugin> RefusedBy { get; set; } = [];

    public QueuePlace Place { get; set; }

    /// <summary>Entries of heaps that carry an older number are void.</summary>
    public long Ticket { get; set; }
}
