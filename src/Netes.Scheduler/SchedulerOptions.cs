namespace Netes.Scheduler;

/// <summary>How the scheduler runs.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Which Pods are ours: those whose spec.schedulerName is this. Events come from a component of this name.</summary>
    public string SchedulerName { get; init; } = "default-scheduler";

    /// <summary>How many bindings may be on their way at once.</summary>
    public int BindingsInFlight { get; init; } = 64;
}
