using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>Prefers nodes on which CPU and memory are used in like shares once the Pod runs there.</summary>
internal sealed class NodeResourcesBalancedAllocation : IScorePlugin
{
    public string Name => "NodeResourcesBalancedAllocation";

    public int Weight => 1;

    public EventKind Events => EventKind.None;

    /// <summary>A Pod that asks for nothing changes no balance (upstream skips best-effort Pods too).</summary>
    public bool PreScore(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes) =>
        pod.Requests.MilliCpu > 0 || pod.Requests.Memory > 0;

    public void Score(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        for (int i = 0; i < nodes.Length; i++)
        {
            NodeInfo node = nodes[i];
            if (node.Allocatable.MilliCpu == 0 || node.Allocatable.Memory == 0)
            {
                scores[i] = Normalize.MaxScore;
                continue;
            }

            double cpu = Math.Min(1, (double)(node.Requested.MilliCpu + pod.Requests.MilliCpu) / node.Allocatable.MilliCpu);
            double memory = Math.Min(1, (double)(node.Requested.Memory + pod.Requests.Memory) / node.Allocatable.Memory);

            // The standard deviation of two shares is half their distance.
            scores[i] = (long)((1 - (Math.Abs(cpu - memory) / 2)) * Normalize.MaxScore);
        }
    }
}
