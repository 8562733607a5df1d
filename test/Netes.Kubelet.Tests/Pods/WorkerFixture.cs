using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Kubelet.Pods;
using Netes.Kubelet.Pods.Configuration;
using Netes.Kubelet.Pods.Running;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Pods.Status;
using Netes.Kubelet.Probes;
using Netes.Kubelet.Volumes;
using V1 = Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Tests.Pods;

/// <summary>Workers over a runtime in memory; what they publish can be waited for.</summary>
internal sealed class WorkerFixture : IPodStatusSink, IPodImages, IPodCgroups, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("netes-pods-").FullName;
    private readonly KubeClient _client = new(new NoServer(), new Uri("http://nowhere.invalid"), new KubeClientOptions());
    private readonly ConcurrentDictionary<string, PodStatus> _published = [];
    private readonly SemaphoreSlim _changed = new(0);
    private readonly List<PodWorker> _workers = [];
    private readonly ProbeRunner _probes;

    public WorkerFixture()
    {
        _probes = new ProbeRunner(Runtime, "1.36");
        Environment = new PodEnvironment
        {
            Runtime = Runtime,
            ImageService = Runtime,
            Images = this,
            Cgroups = this,
            Directories = new PodDirectories(_directory, Path.Combine(_directory, "logs")),
            Sandboxes = new SandboxSettings([], "cluster.local", ResolverConfig.Empty, "n1"),
            Node = new NodeFacts(["192.168.1.10"]),
            Events = new PodEvents(null),
            Statuses = this,
            Probes = _probes,
            ConfigMaps = new ReferencedObjects<ConfigMap>(_client.Resource<ConfigMap>(), TimeProvider.System, NullLoggerFactory.Instance),
            Secrets = new ReferencedObjects<Secret>(_client.Resource<Secret>(), TimeProvider.System, NullLoggerFactory.Instance),
            Tokens = new ServiceAccountTokens(_client, TimeProvider.System),
            Services = static _ => [],
            Allocatable = new Dictionary<string, Api.Quantity>(),
            Time = TimeProvider.System,
            Loggers = NullLoggerFactory.Instance,
        };
    }

    public FakeRuntime Runtime { get; } = new();

    public IReadOnlyList<PodWorker> Workers => _workers;

    public PodEnvironment Environment { get; }

    public ConcurrentQueue<string> Removed { get; } = [];

    public TaskCompletionSource Gone { get; } = new();

    /// <summary>What pulls end in; null: the image is there.</summary>
    public ImageException? PullFailure { get; set; }

    public PodWorker Start(Pod pod, RuntimeInventory? known = null)
    {
        var worker = new PodWorker(pod, Environment, null, known ?? RuntimeInventory.Empty, _ => Gone.TrySetResult());
        _workers.Add(worker);
        return worker;
    }

    public async Task<PodStatus> UntilAsync(Func<PodStatus, bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if (_published.Values.FirstOrDefault() is { } status && condition(status)) return status;
            try
            {
                await _changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"the status never came; last: {System.Text.Encoding.UTF8.GetString(Api.ApiJson.SerializeValue(_published.Values.First()))}; calls: {string.Join(", ", Runtime.Calls)}");
            }
        }
    }

    public void Publish(Pod pod, PodStatus api, PodStatus status)
    {
        _published[pod.Metadata.Uid] = status;
        _changed.Release();
    }

    public void Remove(Pod pod)
    {
        Removed.Enqueue(pod.Metadata.Name);
        _changed.Release();
    }

    public Task<string> EnsureAsync(Pod pod, Container container, ObjectReference about, IReadOnlyList<Secret> pullSecrets, CancellationToken cancellation)
    {
        if (PullFailure is { } failure) throw failure;
        Runtime.AddImage(container.Image);
        return Task.FromResult("sha256:" + container.Image);
    }

    public string Create(Pod pod) => "";

    void IPodCgroups.Remove(Pod pod)
    {
    }

    public V1.LinuxContainerResources? ResourcesOf(Pod pod, Container container) => null;

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers) await worker.DisposeAsync();
        _probes.Dispose();
        _client.Dispose();
        _changed.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private sealed class NoServer : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("no server in this test");
    }
}
