namespace Netes.Scheduler.State;

/// <summary>Numbers of nodes summed up by topology value: what a rack or zone has all together.</summary>
internal sealed class TopologySums(TopologyIndex topology)
{
    private readonly long[] _sums = new long[topology.ValueCount];

    public TopologyIndex Topology { get; } = topology;

    public bool IsZero => Array.TrueForAll(_sums, sum => sum == 0);

    public void Add(ClusterState cluster, Func<int, int> countOf, int weight)
    {
        for (int slot = 0; slot < cluster.SlotCount; slot++)
        {
            int value = Topology[slot];
            if (value >= 0)
            {
                _sums[value] += (long)countOf(slot) * weight;
            }
        }
    }

    /// <summary>The sum of the node's topology value; 0 for a node without the label.</summary>
    public long At(int slot)
    {
        int value = Topology[slot];
        return value < 0 ? 0 : _sums[value];
    }
}
