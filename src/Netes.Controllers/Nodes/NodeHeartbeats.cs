using System.Collections.Concurrent;

namespace Netes.Controllers.Nodes;

/// <summary>When each node was last heard of, by our own clock: the nodes' clocks are not trusted.</summary>
internal sealed class NodeHeartbeats(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _heard = [];

    public void Heard(string node) => _heard[node] = time.GetTimestamp();

    /// <summary>Starts the clock of a node that is seen for the first time.</summary>
    public TimeSpan SilentFor(string node) => time.GetElapsedTime(_heard.GetOrAdd(node, _ => time.GetTimestamp()));

    public void Forget(string node) => _heard.TryRemove(node, out _);
}
