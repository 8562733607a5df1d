using Netes.Api.CoreV1;

namespace Netes.Scheduler.State;

/// <summary>A node, the Pods on it (also assumed ones), and their sums.</summary>
internal sealed class NodeInfo(string name, int slot)
{
    private static readonly Dictionary<string, string> NoLabels = [];

    private readonly List<PodInfo> _pods = [];
    private readonly List<HostPort> _usedPorts = [];

    public string Name { get; } = name;

    /// <summary>The node's place in every array over nodes; stays the same as long as the node is there.</summary>
    public int Slot { get; } = slot;

    /// <summary>Null while only Pods that name this node are known.</summary>
    public Node? Node { get; private set; }

    public IReadOnlyDictionary<string, string> Labels { get; private set; } = NoLabels;

    public Taint[] Taints { get; private set; } = [];

    public bool Unschedulable { get; private set; }

    public ResourceVector Allocatable { get; private set; } = new();

    public long AllowedPods { get; private set; }

    public ResourceVector Requested { get; } = new();

    public long ScoredMilliCpu { get; private set; }

    public long ScoredMemory { get; private set; }

    public IReadOnlyList<PodInfo> Pods => _pods;

    /// <summary>Pods that made room here by preemption and are not bound yet.</summary>
    public List<PodInfo> Nominated { get; } = [];

    /// <summary>Image name → bytes.</summary>
    public Dictionary<string, long> Images { get; } = new(StringComparer.Ordinal);

    public string Zone =>
        Labels.TryGetValue("topology.kubernetes.io/zone", out string? zone) ? zone : "";

    public void SetNode(Node? node, ResourceNames names)
    {
        Node = node;
        Labels = node?.Metadata.Labels ?? NoLabels;
        Taints = node?.Spec.Taints is { } taints ? [.. taints] : [];
        Unschedulable = node?.Spec.Unschedulable ?? false;
        Allocatable = ResourceVector.From(node?.Status.Allocatable, names);
        AllowedPods = node?.Status.Allocatable is { } allocatable && allocatable.TryGetValue("pods", out var pods) ? pods.Value : 0;
        Images.Clear();
        foreach (ContainerImage image in node?.Status.Images ?? [])
        {
            foreach (string imageName in image.Names ?? [])
            {
                Images[imageName] = image.SizeBytes;
            }
        }
    }

    public void Add(PodInfo pod)
    {
        _pods.Add(pod);
        Requested.Add(pod.Requests);
        ScoredMilliCpu += pod.ScoredMilliCpu;
        ScoredMemory += pod.ScoredMemory;
        _usedPorts.AddRange(pod.HostPorts);
    }

    public void Remove(PodInfo pod)
    {
        int index = _pods.IndexOf(pod);
        _pods[index] = _pods[^1];
        _pods.RemoveAt(_pods.Count - 1);
        Requested.Subtract(pod.Requests);
        ScoredMilliCpu -= pod.ScoredMilliCpu;
        ScoredMemory -= pod.ScoredMemory;
        foreach (HostPort port in pod.HostPorts)
        {
            _usedPorts.Remove(port);
        }
    }

    public bool PortsFree(HostPort[] wanted)
    {
        foreach (HostPort port in wanted)
        {
            foreach (HostPort used in _usedPorts)
            {
                if (port.ConflictsWith(used))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
