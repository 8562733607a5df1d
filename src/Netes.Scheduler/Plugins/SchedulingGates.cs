using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>Keeps a Pod out of the queue until its scheduling gates are removed (KEP-3521).</summary>
internal sealed class SchedulingGates : IPreEnqueuePlugin
{
    public string Name => "SchedulingGates";

    public EventKind Events => EventKind.PodGatesGone;

    public Status? PreEnqueue(PodInfo pod) => pod.Pod.Spec.SchedulingGates is { Count: > 0 } gates
        ? new(Code.Gated, this, $"waiting for scheduling gates: [{string.Join(' ', gates.Select(gate => gate.Name))}]")
        : null;
}
