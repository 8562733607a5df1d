using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Client.Events;
using Netes.Client.Informers;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Images;
using Netes.Kubelet.Nodes;
using Netes.Kubelet.Pods;
using Netes.Kubelet.Pods.Configuration;
using Netes.Kubelet.Pods.Running;
using Netes.Kubelet.Pods.Status;
using Netes.Kubelet.Probes;
using Netes.Kubelet.Resources;
using Netes.Kubelet.Runtime;
using Netes.Kubelet.Volumes;

namespace Netes.Kubelet;

/// <summary>
/// A node's kubelet. Registers the node, runs the Pods that are bound to it, and tells the API how they are.
/// Disposing it leaves the containers running; the next one adopts them.
/// </summary>
public sealed class KubeletHost : IAsyncDisposable
{
    private readonly NodeAgent _node;
    private readonly PodDirector _pods;
    private readonly Informer<Pod> _podInformer;
    private readonly InformerFactory _informers;
    private readonly EventRecorder _recorder;
    private readonly ProbeRunner _probes;
    private readonly LogRotation _logs;

    private KubeletHost(
        NodeAgent node, PodDirector pods, Informer<Pod> podInformer, InformerFactory informers, EventRecorder recorder, ProbeRunner probes,
        LogRotation logs)
    {
        _node = node;
        _pods = pods;
        _podInformer = podInformer;
        _informers = informers;
        _recorder = recorder;
        _probes = probes;
        _logs = logs;
    }

    /// <param name="client">With the identity system:node:NAME.</param>
    /// <returns>When the node is registered and every Pod of it has its worker.</returns>
    public static Task<KubeletHost> StartAsync(
        KubeletOptions options, KubeClient client, ContainerdRuntime runtime, TimeProvider time, ILoggerFactory loggers,
        CancellationToken cancellation) =>
        StartAsync(options, client, runtime.Runtime, runtime.ImageService, runtime.Events, time, loggers, cancellation);

    internal static async Task<KubeletHost> StartAsync(
        KubeletOptions options, KubeClient client, IRuntimeService runtime, IImageService images, IContainerEvents events,
        TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation)
    {
        foreach (string directory in new[] { options.Directory, options.PodsDirectory, options.LogsDirectory })
            Directory.CreateDirectory(directory);
        File.SetUnixFileMode(options.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var version = await runtime.VersionAsync(cancellation);
        var machine = MachineFacts.Read("/", options.KubeletVersion, $"{version.RuntimeName}://{version.RuntimeVersion.TrimStart('v')}");
        var node = new NodeAgent(client, runtime, images, options, machine, time, loggers);
        var informers = new InformerFactory(client, time, loggers);
        var pods = informers.Get<Pod>(new InformerSelector(FieldSelector: $"spec.nodeName={options.NodeName}"));
        var services = informers.Get<Service>();
        // All at once: the lists come while the node is being registered.
        await informers.StartAsync(cancellation);
        await node.StartAsync(cancellation);
        await services.Synced.WaitAsync(cancellation);

        var recorder = new EventRecorder(client, "kubelet", options.NodeName, time, loggers);
        var probes = new ProbeRunner(runtime, options.KubeletVersion.TrimStart('v')[..4]);
        var podEvents = new PodEvents(recorder);
        var statuses = new PodStatusWriter(client, time, loggers);
        var puller = new ImagePuller(images, time);
        var cgroups = new PodCgroups(
            CgroupFileSystem.System, new CgroupPaths(options.CgroupRoot), machine.MemoryBytes, machine.Cpus * 1000L, loggers.CreateLogger<PodCgroups>());
        string resolver = File.Exists(options.ResolverFile) ? await File.ReadAllTextAsync(options.ResolverFile, cancellation) : "";
        var environment = new PodEnvironment
        {
            Runtime = runtime,
            ImageService = images,
            Images = new PodImages(puller, podEvents),
            Cgroups = cgroups,
            Directories = new PodDirectories(options.Directory, options.LogsDirectory),
            Sandboxes = new SandboxSettings(options.ClusterDns, options.ClusterDomain, ResolverConfig.Parse(resolver), options.NodeName),
            Node = new NodeFacts([.. options.NodeAddresses.Select(static a => a.ToString())]),
            Events = podEvents,
            Statuses = statuses,
            Probes = probes,
            ConfigMaps = new ReferencedObjects<ConfigMap>(client.Resource<ConfigMap>(), time, loggers),
            Secrets = new ReferencedObjects<Secret>(client.Resource<Secret>(), time, loggers),
            Tokens = new ServiceAccountTokens(client, time),
            Services = services.ListNamespace,
            Allocatable = node.Node?.Status.Allocatable ?? [],
            Time = time,
            Loggers = loggers,
        };
        var director = new PodDirector(environment, pods, events, () => node.Node, statuses);
        var host = new KubeletHost(node, director, pods, informers, recorder, probes, new LogRotation(environment, () => director.Pods, time));
        try
        {
            await director.StartAsync(cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <returns>A Pod of this node with the kubelet's newest status; null when it is not here.</returns>
    public Pod? Find(string ns, string name) =>
        _podInformer.Get(ns, name) is { } pod ? _pods.Find(pod.Metadata.Uid)?.Pod ?? pod : null;

    public IReadOnlyCollection<Pod> List() => [.. _pods.Pods];

    public async ValueTask DisposeAsync()
    {
        await _logs.DisposeAsync();
        await _pods.DisposeAsync();
        await _node.DisposeAsync();
        await _informers.DisposeAsync();
        await _recorder.DisposeAsync();
        _probes.Dispose();
    }
}
