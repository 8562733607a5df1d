namespace Netes.Kubelet.Pods.State;

/// <summary>One sandbox (the Pod's namespaces and network) that exists in the runtime.</summary>
/// <param name="Attempt">0 for the Pod's first sandbox, then counting up.</param>
/// <param name="Addresses">The Pod's addresses, primary first; empty on the host's network.</param>
/// <param name="HostNetwork">The sandbox has no network of its own.</param>
internal sealed record SandboxRecord(
    string Id, int Attempt, bool Ready, DateTime CreatedAt, IReadOnlyList<string> Addresses, bool HostNetwork)
{
    /// <summary>Its network and processes have been torn down by us; it only waits to be removed.</summary>
    public bool Stopped { get; init; }
}
