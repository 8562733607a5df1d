using Netes.Scheduler.State;

namespace Netes.Scheduler.Framework;

/// <summary>
/// A piece of the scheduler's judgement (https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/).
/// Plugins hold no state of their own between calls: what PreFilter or PreScore works out goes into the
/// <see cref="CycleState"/>, under the plugin.
/// </summary>
internal interface IPlugin
{
    string Name { get; }

    /// <summary>Events that may turn this plugin's refusal; others leave a refused Pod asleep.</summary>
    EventKind Events { get; }

    /// <summary>A closer look at an event of those kinds (upstream's queueing hint): can it help this Pod?</summary>
    bool MayHelp(in ClusterEvent change, PodInfo pod) => true;
}

/// <summary>Says before anything else whether a Pod may enter the queue.</summary>
internal interface IPreEnqueuePlugin : IPlugin
{
    Status? PreEnqueue(PodInfo pod);
}

/// <summary>The outcome of PreFilter: go on, skip this plugin's Filter, look at a few nodes only, or refuse.</summary>
internal readonly record struct PreFilterResult(Status? Status = null, bool Skip = false, IReadOnlySet<string>? OnlyNodes = null)
{
    public static PreFilterResult Continue => default;

    public static PreFilterResult Skipped => new(Skip: true);
}

/// <summary>Works out once for a Pod what Filter needs on each node.</summary>
internal interface IPreFilterPlugin : IPlugin
{
    PreFilterResult PreFilter(CycleState state, PodInfo pod, ClusterState cluster);

    /// <summary>Whether what PreFilter worked out changes when other Pods come or go.</summary>
    bool DependsOnPods => false;
}

/// <summary>Says whether a Pod can run on a node.</summary>
internal interface IFilterPlugin : IPlugin
{
    Status? Filter(CycleState state, PodInfo pod, NodeInfo node);
}

/// <summary>Tries to make room when no node passed the filters.</summary>
internal interface IPostFilterPlugin : IPlugin
{
    PostFilterResult PostFilter(CycleState state, PodInfo pod, ClusterState cluster, IReadOnlyList<NodeRefusal> refusals);
}

/// <param name="Message">What was tried, for the user.</param>
/// <param name="NominatedNode">Where room is being made; "" when nowhere.</param>
/// <param name="Victims">The Pods to delete for it.</param>
internal sealed record PostFilterResult(string Message, string NominatedNode, IReadOnlyList<PodInfo> Victims);

/// <summary>A node and why the Pod can't run there.</summary>
internal readonly record struct NodeRefusal(NodeInfo Node, Status Status);

/// <summary>Ranks the nodes that passed: all at once, so that the loop over nodes is inside.</summary>
internal interface IScorePlugin : IPlugin
{
    int Weight { get; }

    /// <summary>False when the plugin has no opinion on this Pod; it is then left out.</summary>
    bool PreScore(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes) => true;

    /// <summary>Sets each node's score and brings them into 0 to 100, more being better.</summary>
    void Score(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes, Span<long> scores);
}
