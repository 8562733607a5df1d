using Netes.Api.CoreV1;

namespace Netes.Scheduler.State;

/// <summary>
/// What the scheduler knows of nodes and of Pods that have one. Owned by the scheduling loop: a cycle sees it unchanged.
/// An assumed Pod counts like a bound one until its binding is confirmed or given up.
/// </summary>
internal sealed class ClusterState
{
    private const int MostCounters = 1024;

    private readonly Dictionary<string, NodeInfo> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (PodInfo Pod, NodeInfo Node, bool Assumed)> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PodCounter> _counters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TermCounter> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TopologyIndex> _topologies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> _namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _imageNodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (PodInfo Pod, NodeInfo Node)> _nominations = new(StringComparer.Ordinal);
    private readonly Stack<int> _freeSlots = [];
    private int _slots;
    private NodeInfo[]? _order;

    public ResourceNames Resources { get; } = new();

    /// <summary>Counts scheduling cycles; tells which counters are in use.</summary>
    public long Cycle { get; set; }

    /// <summary>The known nodes, zone by zone in turn, so that a search that stops early sees all zones.</summary>
    public NodeInfo[] Nodes => _order ??= InterleaveZones();

    public int PodCount => _pods.Count;

    /// <summary>One more than the greatest slot of any node.</summary>
    public int SlotCount => _slots;

    public IEnumerable<TermCounter> Terms => _terms.Values;

    /// <summary>On how many nodes each image is.</summary>
    public IReadOnlyDictionary<string, int> ImageNodes => _imageNodes;

    public NodeInfo? FindNode(string name) => _nodes.TryGetValue(name, out NodeInfo? node) && node.Node is not null ? node : null;

    public bool IsAssumed(string uid) => _pods.TryGetValue(uid, out var known) && known.Assumed;

    public PodInfo? FindPod(string uid) => _pods.TryGetValue(uid, out var known) ? known.Pod : null;

    public void SetNode(Node node)
    {
        NodeInfo info = GetOrAdd(node.Metadata.Name);
        bool moved = info.Node is null || info.Zone != (node.Metadata.Labels?.GetValueOrDefault("topology.kubernetes.io/zone") ?? "");
        CountImages(info, -1);
        info.SetNode(node, Resources);
        CountImages(info, 1);
        foreach (TopologyIndex topology in _topologies.Values)
        {
            topology.Set(info);
        }

        if (moved)
        {
            _order = null;
        }
    }

    public void RemoveNode(string name)
    {
        if (!_nodes.TryGetValue(name, out NodeInfo? info))
        {
            return;
        }

        CountImages(info, -1);
        info.SetNode(null, Resources);
        foreach (TopologyIndex topology in _topologies.Values)
        {
            topology.Set(info);
        }

        _order = null;
        DropIfUnused(info);
    }

    public void SetNamespace(string name, Dictionary<string, string>? labels) => _namespaces[name] = labels ?? [];

    public void RemoveNamespace(string name) => _namespaces.Remove(name);

    public IReadOnlyDictionary<string, string>? NamespaceLabels(string name) => _namespaces.GetValueOrDefault(name);

    public IEnumerable<string> NamespacesMatching(Netes.Api.Selectors.Selector selector) =>
        _namespaces.Where(ns => selector.Matches(ns.Value)).Select(ns => ns.Key);

    /// <summary>Takes a Pod that has a node, new or changed; confirms an assumed one.</summary>
    public void SetPod(PodInfo pod)
    {
        RemovePod(pod.Uid);
        Put(pod, pod.Pod.Spec.NodeName, assumed: false);
    }

    /// <summary>Lets a Pod count on a node before it is bound there.</summary>
    public void Assume(PodInfo pod, string nodeName) => Put(pod, nodeName, assumed: true);

    /// <summary>Gives up an assumed Pod whose binding failed; one that was confirmed meanwhile stays.</summary>
    public void Forget(string uid)
    {
        if (IsAssumed(uid))
        {
            RemovePod(uid);
        }
    }

    public void RemovePod(string uid)
    {
        if (!_pods.Remove(uid, out var known))
        {
            return;
        }

        known.Node.Remove(known.Pod);
        Count(known.Pod, known.Node.Slot, -1);
        DropIfUnused(known.Node);
    }

    /// <summary>Notes that room is being made for a Pod on a node; null takes the note back.</summary>
    public void Nominate(PodInfo pod, string? nodeName)
    {
        if (_nominations.Remove(pod.Uid, out var old))
        {
            old.Node.Nominated.Remove(old.Pod);
        }

        if (nodeName is not null && FindNode(nodeName) is { } node)
        {
            node.Nominated.Add(pod);
            _nominations[pod.Uid] = (pod, node);
        }
    }

    /// <summary>Takes a Pod away and gives it back, to ask "what if" questions.</summary>
    public void Lift(PodInfo pod, NodeInfo node)
    {
        node.Remove(pod);
        Count(pod, node.Slot, -1);
    }

    /// <inheritdoc cref="Lift"/>
    public void PutBack(PodInfo pod, NodeInfo node)
    {
        node.Add(pod);
        Count(pod, node.Slot, 1);
    }

    /// <summary>The counter for a matcher; the first request counts all Pods, later ones find it up to date.</summary>
    public PodCounter CounterFor(PodMatcher matcher)
    {
        if (!_counters.TryGetValue(matcher.Identity, out PodCounter? counter))
        {
            if (_counters.Count >= MostCounters)
            {
                DropUnusedCounters();
            }

            counter = new(matcher);
            foreach ((PodInfo pod, NodeInfo node, _) in _pods.Values)
            {
                counter.Change(pod, node.Slot, 1);
            }

            _counters.Add(matcher.Identity, counter);
        }

        counter.LastUsed = Cycle;
        return counter;
    }

    public TopologyIndex Topology(string key)
    {
        if (!_topologies.TryGetValue(key, out TopologyIndex? topology))
        {
            _topologies.Add(key, topology = new(key));
            foreach (NodeInfo node in _nodes.Values)
            {
                topology.Set(node);
            }
        }

        return topology;
    }

    private void Put(PodInfo pod, string nodeName, bool assumed)
    {
        NodeInfo node = GetOrAdd(nodeName);
        _pods[pod.Uid] = (pod, node, assumed);
        node.Add(pod);
        Count(pod, node.Slot, 1);
    }

    private void Count(PodInfo pod, int slot, int by)
    {
        foreach (PodCounter counter in _counters.Values)
        {
            counter.Change(pod, slot, by);
        }

        foreach (AffinityTerm term in pod.Terms)
        {
            if (!_terms.TryGetValue(term.Identity, out TermCounter? counter))
            {
                _terms.Add(term.Identity, counter = new(term));
            }

            counter.Change(slot, by);
            if (counter.Total == 0)
            {
                _terms.Remove(term.Identity);
            }
        }
    }

    private NodeInfo GetOrAdd(string name)
    {
        if (!_nodes.TryGetValue(name, out NodeInfo? info))
        {
            int slot = _freeSlots.TryPop(out int free) ? free : _slots++;
            _nodes.Add(name, info = new(name, slot));
            foreach (TopologyIndex topology in _topologies.Values)
            {
                topology.Set(info);
            }
        }

        return info;
    }

    private void DropIfUnused(NodeInfo info)
    {
        if (info.Node is null && info.Pods.Count == 0)
        {
            _nodes.Remove(info.Name);
            _freeSlots.Push(info.Slot);
        }
    }

    private void CountImages(NodeInfo node, int by)
    {
        foreach (string image in node.Images.Keys)
        {
            int count = _imageNodes.GetValueOrDefault(image) + by;
            if (count == 0)
            {
                _imageNodes.Remove(image);
            }
            else
            {
                _imageNodes[image] = count;
            }
        }
    }

    private void DropUnusedCounters()
    {
        foreach (PodCounter counter in _counters.Values.OrderBy(counter => counter.LastUsed).Take(MostCounters / 2).ToArray())
        {
            _counters.Remove(counter.Identity);
        }
    }

    private NodeInfo[] InterleaveZones()
    {
        NodeInfo[][] zones = [.. _nodes.Values.Where(node => node.Node is not null)
            .GroupBy(node => node.Zone, StringComparer.Ordinal).Select(zone => zone.OrderBy(node => node.Name, StringComparer.Ordinal).ToArray())];
        var order = new List<NodeInfo>();
        for (int i = 0; zones.Any(zone => i < zone.Length); i++)
        {
            order.AddRange(zones.Where(zone => i < zone.Length).Select(zone => zone[i]));
        }

        return [.. order];
    }
}
