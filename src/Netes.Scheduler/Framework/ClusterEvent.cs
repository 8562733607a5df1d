using Netes.Scheduler.State;

namespace Netes.Scheduler.Framework;

/// <summary>What happened in the cluster that may make a waiting Pod schedulable.</summary>
[Flags]
internal enum EventKind
{
    None = 0,
    NodeAdd = 1,
    NodeAllocatable = 2,
    NodeLabels = 4,
    NodeTaints = 8,
    NodeUnschedulable = 16,
    NodeDelete = 32,
    AssignedPodAdd = 64,
    AssignedPodDelete = 128,
    AssignedPodLabels = 256,
    PodGatesGone = 512,
    PodTolerations = 1024,
    PodLabels = 2048,
    PodScaledDown = 4096,

    AnyNodeChange = NodeAdd | NodeAllocatable | NodeLabels | NodeTaints | NodeUnschedulable,
}

/// <summary>An event with the object that it is about.</summary>
/// <param name="Node">The node, for node events.</param>
/// <param name="Pod">The Pod that has a node, for events of assigned Pods.</param>
internal readonly record struct ClusterEvent(EventKind Kind, NodeInfo? Node = null, PodInfo? Pod = null);
