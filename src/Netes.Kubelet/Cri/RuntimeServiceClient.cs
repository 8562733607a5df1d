using Google.Protobuf;
using Grpc.Core;
using Netes.Kubelet.Cri.V1;
using static Netes.Kubelet.Cri.CriCall;

namespace Netes.Kubelet.Cri;

/// <summary><see cref="IRuntimeService"/> over gRPC.</summary>
internal sealed class RuntimeServiceClient(ChannelBase channel, TimeProvider time) : IRuntimeService
{
    /// <summary>Upstream's --runtime-request-timeout: the limit of every call that isn't long by nature.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(2);

    private readonly RuntimeService.RuntimeServiceClient client = new(channel);

    public Task<VersionResponse> VersionAsync(CancellationToken cancellation) =>
        Await(cancellation, client.VersionAsync(new VersionRequest(), Options(cancellation)));

    public async Task<RuntimeStatus> StatusAsync(CancellationToken cancellation) =>
        (await Await(cancellation, client.StatusAsync(new StatusRequest(), Options(cancellation))).ConfigureAwait(false)).Status;

    public async Task<string> RunPodSandboxAsync(
        PodSandboxConfig config, string runtimeHandler, CancellationToken cancellation)
    {
        var request = new RunPodSandboxRequest { Config = config, RuntimeHandler = runtimeHandler };
        // Twice the usual limit: the network plug-ins run inside this call.
        var response = await Await(cancellation, client.RunPodSandboxAsync(request, Options(cancellation, 2 * RequestTimeout)))
            .ConfigureAwait(false);
        return response.PodSandboxId;
    }

    public Task StopPodSandboxAsync(string sandboxId, CancellationToken cancellation) =>
        Await(cancellation, client.StopPodSandboxAsync(
            new StopPodSandboxRequest { PodSandboxId = sandboxId }, Options(cancellation)));

    public Task RemovePodSandboxAsync(string sandboxId, CancellationToken cancellation) =>
        Await(cancellation, client.RemovePodSandboxAsync(
            new RemovePodSandboxRequest { PodSandboxId = sandboxId }, Options(cancellation)));

    public Task<PodSandboxStatusResponse> PodSandboxStatusAsync(
        string sandboxId, bool verbose, CancellationToken cancellation) =>
        Await(cancellation, client.PodSandboxStatusAsync(
            new PodSandboxStatusRequest { PodSandboxId = sandboxId, Verbose = verbose }, Options(cancellation)));

    public async Task<IReadOnlyList<PodSandbox>> ListPodSandboxAsync(
        PodSandboxFilter? filter, CancellationToken cancellation)
    {
        var request = new ListPodSandboxRequest { Filter = filter };
        return (await Await(cancellation, client.ListPodSandboxAsync(request, Options(cancellation))).ConfigureAwait(false)).Items;
    }

    public async Task<string> CreateContainerAsync(
        string sandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig, CancellationToken cancellation)
    {
        var request = new CreateContainerRequest
        {
            PodSandboxId = sandboxId,
            Config = config,
            SandboxConfig = sandboxConfig,
        };
        var response = await Await(cancellation, client.CreateContainerAsync(request, Options(cancellation))).ConfigureAwait(false);
        return response.ContainerId;
    }

    public Task StartContainerAsync(string containerId, CancellationToken cancellation) =>
        Await(cancellation, client.StartContainerAsync(
            new StartContainerRequest { ContainerId = containerId }, Options(cancellation)));

    public Task StopContainerAsync(string containerId, TimeSpan gracePeriod, CancellationToken cancellation)
    {
        var seconds = Math.Max(0, (long)Math.Ceiling(gracePeriod.TotalSeconds));
        return Await(cancellation, client.StopContainerAsync(
            new StopContainerRequest { ContainerId = containerId, Timeout = seconds },
            Options(cancellation, RequestTimeout + TimeSpan.FromSeconds(seconds))));
    }

    public Task RemoveContainerAsync(string containerId, CancellationToken cancellation) =>
        Await(cancellation, client.RemoveContainerAsync(
            new RemoveContainerRequest { ContainerId = containerId }, Options(cancellation)));

    public async Task<IReadOnlyList<Container>> ListContainersAsync(
        ContainerFilter? filter, CancellationToken cancellation)
    {
        var request = new ListContainersRequest { Filter = filter };
        return (await Await(cancellation, client.ListContainersAsync(request, Options(cancellation))).ConfigureAwait(false))
            .Containers;
    }

    public Task<ContainerStatusResponse> ContainerStatusAsync(
        string containerId, bool verbose, CancellationToken cancellation) =>
        Await(cancellation, client.ContainerStatusAsync(
            new ContainerStatusRequest { ContainerId = containerId, Verbose = verbose }, Options(cancellation)));

    public Task UpdateContainerResourcesAsync(
        string containerId, LinuxContainerResources resources, CancellationToken cancellation) =>
        Await(cancellation, client.UpdateContainerResourcesAsync(
            new UpdateContainerResourcesRequest { ContainerId = containerId, Linux = resources },
            Options(cancellation)));

    public Task ReopenContainerLogAsync(string containerId, CancellationToken cancellation) =>
        Await(cancellation, client.ReopenContainerLogAsync(
            new ReopenContainerLogRequest { ContainerId = containerId }, Options(cancellation)));

    public async Task<ExecSyncResult> ExecSyncAsync(
        string containerId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation)
    {
        var seconds = (long)Math.Ceiling(timeout.TotalSeconds);
        var request = new ExecSyncRequest { ContainerId = containerId, Timeout = seconds };
        request.Cmd.AddRange(command);
        // The runtime enforces the command's own limit; ours is later, for a runtime that doesn't answer.
        TimeSpan? limit = seconds > 0 ? RequestTimeout + TimeSpan.FromSeconds(seconds) : null;
        var response = await Await(cancellation, client.ExecSyncAsync(request, Options(cancellation, limit, unlimited: limit is null)))
            .ConfigureAwait(false);
        return new ExecSyncResult(Bytes(response.Stdout), Bytes(response.Stderr), response.ExitCode);
    }

    public async Task<string> ExecAsync(ExecRequest request, CancellationToken cancellation) =>
        (await Await(cancellation, client.ExecAsync(request, Options(cancellation))).ConfigureAwait(false)).Url;

    public async Task<string> AttachAsync(AttachRequest request, CancellationToken cancellation) =>
        (await Await(cancellation, client.AttachAsync(request, Options(cancellation))).ConfigureAwait(false)).Url;

    public async Task<string> PortForwardAsync(PortForwardRequest request, CancellationToken cancellation) =>
        (await Await(cancellation, client.PortForwardAsync(request, Options(cancellation))).ConfigureAwait(false)).Url;

    public async Task<IReadOnlyList<ContainerStats>> ListContainerStatsAsync(
        ContainerStatsFilter? filter, CancellationToken cancellation)
    {
        var request = new ListContainerStatsRequest { Filter = filter };
        return (await Await(cancellation, client.ListContainerStatsAsync(request, Options(cancellation))).ConfigureAwait(false)).Stats;
    }

    public Task UpdateRuntimeConfigAsync(string podCidr, CancellationToken cancellation) =>
        Await(cancellation, client.UpdateRuntimeConfigAsync(
            new UpdateRuntimeConfigRequest
            {
                RuntimeConfig = new RuntimeConfig { NetworkConfig = new NetworkConfig { PodCidr = podCidr } },
            },
            Options(cancellation)));

    private static byte[] Bytes(ByteString value) => value.ToByteArray();

    private CallOptions Options(CancellationToken cancellation, TimeSpan? timeout = null, bool unlimited = false) =>
        new(
            deadline: unlimited ? null : (time.GetUtcNow() + (timeout ?? RequestTimeout)).UtcDateTime,
            cancellationToken: cancellation);
}
