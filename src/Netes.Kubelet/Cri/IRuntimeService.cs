using Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Cri;

/// <summary>
/// The kubelet's view of a container runtime: sandboxes and the containers in them (CRI, package runtime.v1).
/// Every call fails with <see cref="CriException"/>, whose message is the runtime's own.
/// </summary>
internal interface IRuntimeService
{
    Task<VersionResponse> VersionAsync(CancellationToken cancellation);

    /// <summary>The runtime's own conditions (RuntimeReady, NetworkReady).</summary>
    Task<RuntimeStatus> StatusAsync(CancellationToken cancellation);

    /// <summary>Creates and starts a sandbox and its network.</summary>
    /// <param name="runtimeHandler">A RuntimeClass's handler; empty for the default one.</param>
    /// <returns>The sandbox's id.</returns>
    Task<string> RunPodSandboxAsync(PodSandboxConfig config, string runtimeHandler, CancellationToken cancellation);

    /// <summary>Kills what runs in the sandbox and gives its network back. Idempotent.</summary>
    Task StopPodSandboxAsync(string sandboxId, CancellationToken cancellation);

    /// <summary>Removes a stopped sandbox with all its containers. Idempotent.</summary>
    Task RemovePodSandboxAsync(string sandboxId, CancellationToken cancellation);

    Task<PodSandboxStatusResponse> PodSandboxStatusAsync(string sandboxId, bool verbose, CancellationToken cancellation);

    Task<IReadOnlyList<PodSandbox>> ListPodSandboxAsync(PodSandboxFilter? filter, CancellationToken cancellation);

    /// <returns>The container's id.</returns>
    Task<string> CreateContainerAsync(
        string sandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig, CancellationToken cancellation);

    Task StartContainerAsync(string containerId, CancellationToken cancellation);

    /// <summary>Sends the image's stop signal, and SIGKILL when the container still runs after the grace period.</summary>
    Task StopContainerAsync(string containerId, TimeSpan gracePeriod, CancellationToken cancellation);

    /// <summary>Removes a container, killing it when it still runs. Idempotent.</summary>
    Task RemoveContainerAsync(string containerId, CancellationToken cancellation);

    Task<IReadOnlyList<Container>> ListContainersAsync(ContainerFilter? filter, CancellationToken cancellation);

    Task<ContainerStatusResponse> ContainerStatusAsync(string containerId, bool verbose, CancellationToken cancellation);

    Task UpdateContainerResourcesAsync(
        string containerId, LinuxContainerResources resources, CancellationToken cancellation);

    /// <summary>Asks the runtime to open the container's log file anew, after a rotation.</summary>
    Task ReopenContainerLogAsync(string containerId, CancellationToken cancellation);

    /// <summary>
    /// Runs a command in a container to its end. A command that outlasts <paramref name="timeout"/> fails with
    /// <see cref="CriException.IsDeadlineExceeded"/>.
    /// </summary>
    /// <param name="timeout">Whole seconds; zero for no limit.</param>
    Task<ExecSyncResult> ExecSyncAsync(
        string containerId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation);

    /// <returns>The URL of the runtime's streaming server for this one stream.</returns>
    Task<string> ExecAsync(ExecRequest request, CancellationToken cancellation);

    /// <inheritdoc cref="ExecAsync"/>
    Task<string> AttachAsync(AttachRequest request, CancellationToken cancellation);

    /// <inheritdoc cref="ExecAsync"/>
    Task<string> PortForwardAsync(PortForwardRequest request, CancellationToken cancellation);

    Task<IReadOnlyList<ContainerStats>> ListContainerStatsAsync(
        ContainerStatsFilter? filter, CancellationToken cancellation);

    /// <summary>Tells the runtime the node's Pod range, for network plug-ins that ask it.</summary>
    Task UpdateRuntimeConfigAsync(string podCidr, CancellationToken cancellation);
}

/// <param name="ExitCode">The command's own exit code.</param>
internal sealed record ExecSyncResult(byte[] Stdout, byte[] Stderr, int ExitCode);
