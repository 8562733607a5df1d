namespace Netes.Scheduler.Framework;

/// <summary>Why a plugin says no.</summary>
internal enum Code
{
    /// <summary>Not now: other Pods or this node's load are in the way; preemption may help.</summary>
    Unschedulable,

    /// <summary>Not here, whichever Pods go.</summary>
    UnschedulableAndUnresolvable,

    /// <summary>Wait until something else happens; no node is looked at.</summary>
    Gated,
}

/// <summary>A refusal; success is null. Plugins give the same instance again where they can: statuses are made per node.</summary>
internal sealed class Status(Code code, IPlugin plugin, params string[] reasons)
{
    public Code Code { get; } = code;

    public IPlugin Plugin { get; } = plugin;

    public IReadOnlyList<string> Reasons { get; } = reasons;
}
