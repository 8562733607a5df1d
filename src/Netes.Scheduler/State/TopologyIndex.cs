namespace Netes.Scheduler.State;

/// <summary>The values of one label over all nodes, as small numbers.</summary>
internal sealed class TopologyIndex(string key)
{
    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);
    private int[] _valueOfSlot = [];

    public string Key { get; } = key;

    /// <summary>How many different values there are or were.</summary>
    public int ValueCount => _values.Count;

    /// <summary>The number of the node's value; -1 when it doesn't carry the label.</summary>
    public int this[int slot] => slot < _valueOfSlot.Length ? _valueOfSlot[slot] : -1;

    public void Set(NodeInfo node)
    {
        if (node.Slot >= _valueOfSlot.Length)
        {
            int before = _valueOfSlot.Length;
            Array.Resize(ref _valueOfSlot, Math.Max(node.Slot + 1, before * 2));
            Array.Fill(_valueOfSlot, -1, before, _valueOfSlot.Length - before);
        }

        if (!node.Labels.TryGetValue(Key, out string? value))
        {
            _valueOfSlot[node.Slot] = -1;
            return;
        }

        if (!_values.TryGetValue(value, out int id))
        {
            _values.Add(value, id = _values.Count);
        }

        _valueOfSlot[node.Slot] = id;
    }
}
