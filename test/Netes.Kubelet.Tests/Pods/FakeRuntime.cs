using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Grpc.Core;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Tests.Pods;

/// <summary>A container runtime in memory: containers run until they are stopped, or told to end.</summary>
internal sealed class FakeRuntime : IRuntimeService, IImageService, IContainerEvents
{
    private readonly Lock _lock = new();
    private readonly Channel<ContainerEvent> _events = Channel.CreateUnbounded<ContainerEvent>();
    private readonly Dictionary<string, PodSandboxStatus> _sandboxes = [];
    private readonly Dictionary<string, (ContainerStatus Status, string Sandbox)> _containers = [];
    private int _next;

    /// <summary>What was asked for, in order: "RunPodSandbox web", "StartContainer app" …</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Calls that fail, by name ("CreateContainer app"), once each.</summary>
    public ConcurrentDictionary<string, string> Failures { get; } = [];

    public ConcurrentDictionary<string, Image> Images { get; } = [];

    public ContainerConfig? LastConfig { get; private set; }

    public void AddImage(string name) => Images[name] = new Image { Id = "sha256:" + name, RepoTags = { name }, Size = 1000 };

    /// <summary>The newest container of a name ends by itself.</summary>
    public void End(string name, int exitCode)
    {
        string id;
        string pod;
        lock (_lock)
        {
            var (status, sandbox) = _containers.Values.Where(c => c.Status.Metadata.Name == name).MaxBy(c => c.Status.CreatedAt);
            End(status, exitCode);
            (id, pod) = (status.Id, _sandboxes[sandbox].Metadata.Uid);
        }
        _events.Writer.TryWrite(new ContainerEvent(ContainerEventKind.Stopped, id, pod, DateTimeOffset.UtcNow, exitCode));
    }

    public string[] RunningContainers
    {
        get
        {
            lock (_lock) return [.. _containers.Values.Where(c => c.Status.State == ContainerState.ContainerRunning).Select(c => c.Status.Metadata.Name)];
        }
    }

    public string[] ContainerIds
    {
        get
        {
            lock (_lock) return [.. _containers.Keys];
        }
    }

    public int SandboxCount
    {
        get
        {
            lock (_lock) return _sandboxes.Count;
        }
    }

    public async IAsyncEnumerable<ContainerEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return ContainerEvent.Resync(DateTimeOffset.UtcNow);
        await foreach (var e in _events.Reader.ReadAllAsync(cancellation)) yield return e;
    }

    public Task<VersionResponse> VersionAsync(CancellationToken cancellation) =>
        Task.FromResult(new VersionResponse { RuntimeName = "fake", RuntimeVersion = "1.0.0" });

    public Task<RuntimeStatus> StatusAsync(CancellationToken cancellation) => Task.FromResult(new RuntimeStatus());

    public Task<string> RunPodSandboxAsync(PodSandboxConfig config, string runtimeHandler, CancellationToken cancellation)
    {
        Called("RunPodSandbox", config.Metadata.Name);
        lock (_lock)
        {
            string id = $"sandbox-{_next++}";
            _sandboxes[id] = new PodSandboxStatus
            {
                Id = id,
                Metadata = config.Metadata,
                State = PodSandboxState.SandboxReady,
                CreatedAt = Nanos(),
                Network = new PodSandboxNetworkStatus { Ip = $"10.42.0.{_next + 10}" },
                Labels = { config.Labels },
            };
            return Task.FromResult(id);
        }
    }

    public Task StopPodSandboxAsync(string sandboxId, CancellationToken cancellation)
    {
        Called("StopPodSandbox", sandboxId);
        lock (_lock)
        {
            if (_sandboxes.TryGetValue(sandboxId, out var sandbox)) sandbox.State = PodSandboxState.SandboxNotready;
            foreach (var (status, owner) in _containers.Values)
                if (owner == sandboxId && status.State == ContainerState.ContainerRunning) End(status, 137);
        }
        return Task.CompletedTask;
    }

    public Task RemovePodSandboxAsync(string sandboxId, CancellationToken cancellation)
    {
        Called("RemovePodSandbox", sandboxId);
        lock (_lock)
        {
            _sandboxes.Remove(sandboxId);
            foreach (string id in _containers.Where(c => c.Value.Sandbox == sandboxId).Select(c => c.Key).ToList()) _containers.Remove(id);
        }
        return Task.CompletedTask;
    }

    public Task<PodSandboxStatusResponse> PodSandboxStatusAsync(string sandboxId, bool verbose, CancellationToken cancellation)
    {
        lock (_lock)
            return _sandboxes.TryGetValue(sandboxId, out var sandbox)
                ? Task.FromResult(new PodSandboxStatusResponse { Status = sandbox.Clone() }) : throw NotFound(sandboxId);
    }

    public Task<IReadOnlyList<PodSandbox>> ListPodSandboxAsync(PodSandboxFilter? filter, CancellationToken cancellation)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<PodSandbox>>([.. _sandboxes.Values.Where(s => Matches(filter?.LabelSelector, s.Labels))
                .Select(s => new PodSandbox { Id = s.Id, Metadata = s.Metadata, State = s.State, CreatedAt = s.CreatedAt, Labels = { s.Labels } })]);
    }

    public Task<string> CreateContainerAsync(string sandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig, CancellationToken cancellation)
    {
        Called("CreateContainer", config.Metadata.Name);
        lock (_lock)
        {
            LastConfig = config;
            string id = $"{config.Metadata.Name}-{_next++}";
            _containers[id] = (new ContainerStatus
            {
                Id = id,
                Metadata = config.Metadata,
                State = ContainerState.ContainerCreated,
                CreatedAt = Nanos(),
                Image = new ImageSpec { Image = config.Image.UserSpecifiedImage },
                ImageRef = config.Image.Image,
                Labels = { config.Labels },
                Annotations = { config.Annotations },
                LogPath = sandboxConfig.LogDirectory + "/" + config.LogPath,
                Mounts = { config.Mounts },
            }, sandboxId);
            return Task.FromResult(id);
        }
    }

    public Task StartContainerAsync(string containerId, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var status = _containers[containerId].Status;
            Called("StartContainer", status.Metadata.Name);
            status.State = ContainerState.ContainerRunning;
            status.StartedAt = Nanos();
        }
        return Task.CompletedTask;
    }

    public Task StopContainerAsync(string containerId, TimeSpan gracePeriod, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (!_containers.TryGetValue(containerId, out var container)) throw NotFound(containerId);
            Called("StopContainer", $"{container.Status.Metadata.Name} {gracePeriod.TotalSeconds}");
            if (container.Status.State == ContainerState.ContainerRunning) End(container.Status, 143);
        }
        return Task.CompletedTask;
    }

    public Task RemoveContainerAsync(string containerId, CancellationToken cancellation)
    {
        Called("RemoveContainer", containerId);
        lock (_lock) _containers.Remove(containerId);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Container>> ListContainersAsync(ContainerFilter? filter, CancellationToken cancellation)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<Container>>([.. _containers.Values.Where(c => Matches(filter?.LabelSelector, c.Status.Labels))
                .Select(c => new Container { Id = c.Status.Id, PodSandboxId = c.Sandbox, Metadata = c.Status.Metadata, State = c.Status.State, Labels = { c.Status.Labels } })]);
    }

    public Task<ContainerStatusResponse> ContainerStatusAsync(string containerId, bool verbose, CancellationToken cancellation)
    {
        lock (_lock)
            return _containers.TryGetValue(containerId, out var container)
                ? Task.FromResult(new ContainerStatusResponse { Status = container.Status.Clone() }) : throw NotFound(containerId);
    }

    public Task UpdateContainerResourcesAsync(string containerId, LinuxContainerResources resources, CancellationToken cancellation) => throw new NotSupportedException();

    public Task ReopenContainerLogAsync(string containerId, CancellationToken cancellation) => Task.CompletedTask;

    public Task<ExecSyncResult> ExecSyncAsync(string containerId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation)
    {
        Called("ExecSync", string.Join(' ', command));
        return Task.FromResult(new ExecSyncResult([], [], command[0] == "false" ? 1 : 0));
    }

    public Task<string> ExecAsync(ExecRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> AttachAsync(AttachRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> PortForwardAsync(PortForwardRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<ContainerStats>> ListContainerStatsAsync(ContainerStatsFilter? filter, CancellationToken cancellation) => throw new NotSupportedException();

    public Task UpdateRuntimeConfigAsync(string podCidr, CancellationToken cancellation) => Task.CompletedTask;

    public Task<IReadOnlyList<Image>> ListImagesAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Image>>([.. Images.Values]);

    public Task<Image?> ImageStatusAsync(string image, CancellationToken cancellation) =>
        Task.FromResult(Images.Values.FirstOrDefault(i => i.Id == image || i.RepoTags.Contains(image)));

    public Task<string> PullImageAsync(string image, AuthConfig? auth, PodSandboxConfig? sandboxConfig, CancellationToken cancellation)
    {
        Called("PullImage", image);
        AddImage(image);
        return Task.FromResult("sha256:" + image);
    }

    public Task RemoveImageAsync(string image, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ImageFsInfoResponse> ImageFsInfoAsync(CancellationToken cancellation) => throw new NotSupportedException();

    private void Called(string what, string about)
    {
        string call = $"{what} {about}";
        Calls.Enqueue(call);
        if (Failures.TryRemove(call, out string? message)) throw new CriException(StatusCode.Unknown, message);
    }

    private static void End(ContainerStatus status, int exitCode)
    {
        status.State = ContainerState.ContainerExited;
        status.ExitCode = exitCode;
        status.Reason = exitCode == 0 ? "Completed" : "Error";
        status.FinishedAt = Nanos();
    }

    private static CriException NotFound(string id) => new(StatusCode.NotFound, $"{id} not found");

    private static bool Matches(IEnumerable<KeyValuePair<string, string>>? selector, IDictionary<string, string> labels) =>
        selector is null || selector.All(s => labels.TryGetValue(s.Key, out string? value) && value == s.Value);

    private static long Nanos() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
}
