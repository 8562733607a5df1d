using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>Whether a node has room for the Pod's requests; prefers nodes with more of CPU and memory left.</summary>
internal sealed class NodeResourcesFit(ResourceNames resources) : IFilterPlugin, IScorePlugin
{
    private readonly Dictionary<string, Status> _refusals = new(StringComparer.Ordinal);

    public string Name => "NodeResourcesFit";

    public int Weight => 1;

    public EventKind Events =>
        EventKind.NodeAdd | EventKind.NodeAllocatable | EventKind.AssignedPodDelete | EventKind.PodScaledDown;

    /// <summary>An added or grown node helps when the Pod would fit there; a deleted Pod always leaves something behind.</summary>
    public bool MayHelp(in ClusterEvent change, PodInfo pod) => change.Node is null || Shortage(pod, change.Node) is null;

    public Status? Filter(CycleState state, PodInfo pod, NodeInfo node) => Shortage(pod, node);

    public void Score(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        for (int i = 0; i < nodes.Length; i++)
        {
            NodeInfo node = nodes[i];
            long cpu = node.Allocatable.MilliCpu;
            long memory = node.Allocatable.Memory;
            long sum = 0;
            int weights = 0;
            if (cpu > 0)
            {
                sum += LeastAllocated(node.ScoredMilliCpu + pod.ScoredMilliCpu, cpu);
                weights++;
            }

            if (memory > 0)
            {
                sum += LeastAllocated(node.ScoredMemory + pod.ScoredMemory, memory);
                weights++;
            }

            scores[i] = weights == 0 ? 0 : sum / weights;
        }
    }

    private static long LeastAllocated(long requested, long capacity) =>
        requested > capacity ? 0 : (capacity - requested) * Normalize.MaxScore / capacity;

    private Status? Shortage(PodInfo pod, NodeInfo node)
    {
        ResourceVector wanted = pod.Requests;
        ResourceVector used = node.Requested;
        ResourceVector there = node.Allocatable;
        int podCount = node.Pods.Count;
        if (node.Nominated.Count > 0)
        {
            (used, podCount) = WithNominated(pod, node);
        }

        bool tooMany = podCount + 1 > node.AllowedPods;
        if (!tooMany
            && (wanted.MilliCpu == 0 || wanted.MilliCpu <= there.MilliCpu - used.MilliCpu)
            && (wanted.Memory == 0 || wanted.Memory <= there.Memory - used.Memory)
            && (wanted.EphemeralStorage == 0 || wanted.EphemeralStorage <= there.EphemeralStorage - used.EphemeralStorage)
            && (wanted.Extended.Length == 0 || ExtendedFit(wanted, used, there)))
        {
            return null;
        }

        return Describe(wanted, used, there, tooMany);
    }

    private static bool ExtendedFit(ResourceVector wanted, ResourceVector used, ResourceVector there)
    {
        for (int id = 0; id < wanted.Extended.Length; id++)
        {
            if (wanted.Extended[id] > 0 && wanted.Extended[id] > there.ExtendedAt(id) - used.ExtendedAt(id))
            {
                return false;
            }
        }

        return true;
    }

    private Status Describe(ResourceVector wanted, ResourceVector used, ResourceVector there, bool tooMany)
    {
        var reasons = new List<string>(2);
        bool unresolvable = false;
        if (tooMany)
        {
            reasons.Add("Too many pods");
        }

        Check("cpu", wanted.MilliCpu, used.MilliCpu, there.MilliCpu);
        Check("memory", wanted.Memory, used.Memory, there.Memory);
        Check("ephemeral-storage", wanted.EphemeralStorage, used.EphemeralStorage, there.EphemeralStorage);
        for (int id = 0; id < wanted.Extended.Length; id++)
        {
            Check(resources.NameOf(id), wanted.Extended[id], used.ExtendedAt(id), there.ExtendedAt(id));
        }

        string key = $"{unresolvable}{string.Join(',', reasons)}";
        if (!_refusals.TryGetValue(key, out Status? refusal))
        {
            refusal = new(unresolvable ? Code.UnschedulableAndUnresolvable : Code.Unschedulable, this, [.. reasons]);
            _refusals.Add(key, refusal);
        }

        return refusal;

        void Check(string name, long amount, long taken, long allocatable)
        {
            if (amount > 0 && amount > allocatable - taken)
            {
                reasons.Add($"Insufficient {name}");
                unresolvable |= amount > allocatable;
            }
        }
    }

    /// <summary>Pods of at least this priority that wait for their victims to go have the first claim on the room.</summary>
    private static (ResourceVector Used, int PodCount) WithNominated(PodInfo pod, NodeInfo node)
    {
        ResourceVector used = node.Requested.Clone();
        int count = node.Pods.Count;
        foreach (PodInfo nominated in node.Nominated)
        {
            if (nominated.Priority >= pod.Priority && nominated.Uid != pod.Uid)
            {
                used.Add(nominated.Requests);
                count++;
            }
        }

        return (used, count);
    }
}
