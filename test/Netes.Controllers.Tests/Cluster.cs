using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Netes.Api;
using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Testing;

namespace Netes.Controllers.Tests;

/// <summary>A miniature cluster: the in-memory API with the controllers under test. A test plays scheduler and kubelet.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly ControllersHost _host;
    private readonly InformerFactory _informers;

    /// <param name="only">The controllers that run.</param>
    public Cluster(params string[] only)
    {
        Client = Api.Client();
        _informers = new InformerFactory(Client, Time, NullLoggerFactory.Instance);
        _host = new ControllersHost(_informers, _ => Api.Client(), new ControllerOptions
        {
            Disabled = ControllersHost.Names.Except(only).ToHashSet(),
            RootCertificate = "CA",
            TerminatedPodThreshold = 3,
        }, Time, NullLoggerFactory.Instance);
    }

    public FakeTime Time { get; } = new();

    public FakeApi Api { get; } = new();

    public KubeClient Client { get; }

    /// <summary>Waits until the controllers' informer has seen a write.</summary>
    public Task SeenAsync<T>(T written, InformerSelector? selector = null) where T : class, IApiObject<T> => Eventually.IsTrueAsync(
        () => ulong.Parse(_informers.Get<T>(selector).LastSyncResourceVersion) >= ulong.Parse(written.Metadata.ResourceVersion), "the write is seen");

    public Task StartAsync() => _host.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _informers.DisposeAsync();
        Client.Dispose();
    }

    public Task<T> CreateAsync<T>(T obj) where T : class, IApiObject<T> => Client.Resource<T>().CreateAsync(obj, CancellationToken.None);

    public Task<T?> FindAsync<T>(string ns, string name) where T : class, IApiObject<T> => Client.Resource<T>().FindAsync(ns, name, CancellationToken.None);

    public async Task<IReadOnlyList<T>> ListAsync<T>(string? ns = null) where T : class, IApiObject<T> =>
        (await Client.Resource<T>().ListAsync(ns, null, CancellationToken.None)).Items;

    /// <summary>Changes an object, however often somebody else writes first.</summary>
    public async Task<T> ChangeAsync<T>(string ns, string name, Action<T> change, string? subresource = null) where T : class, IApiObject<T>
    {
        while (true)
        {
            var obj = (await FindAsync<T>(ns, name))!;
            change(obj);
            try
            {
                return await Client.Resource<T>().UpdateAsync(obj, subresource, CancellationToken.None);
            }
            catch (KubeApiException e) when (e.IsConflict)
            {
                // Read again.
            }
        }
    }

    /// <summary>Plays the kubelet: every Pod that is not ready becomes so.</summary>
    public async Task MakePodsReadyAsync()
    {
        foreach (var pod in await ListAsync<Pod>())
        {
            if (pod.Status.Conditions?.Exists(c => c.Type == "Ready" && c.Status == "True") == true) continue;
            try
            {
                await ChangeAsync<Pod>(pod.Metadata.Namespace, pod.Metadata.Name, p => Objects.Ready(p, Time.UtcNow), "status");
            }
            catch (NullReferenceException)
            {
                // Deleted meanwhile.
            }
        }
    }

    public Task UntilAsync(Func<Task<bool>> condition, string what) => Eventually.IsTrueAsync(async () =>
    {
        // Back-offs are in fake time.
        Time.Advance(TimeSpan.FromMilliseconds(50));
        return await condition();
    }, what);
}

/// <summary>Builders of test objects.</summary>
internal static class Objects
{
    public static Pod Pod(string name, string ns = "ns", string node = "", Dictionary<string, string>? labels = null, string ip = "")
    {
        var pod = new Pod { Kind = "Pod", ApiVersion = "v1" };
        (pod.Metadata.Namespace, pod.Metadata.Name, pod.Metadata.Uid) = (ns, name, "uid-" + name);
        pod.Metadata.Labels = labels;
        pod.Spec.NodeName = node;
        pod.Spec.Containers = [new Container { Name = "c", Image = "i" }];
        pod.Status.PodIP = ip;
        if (ip.Length > 0) pod.Status.PodIPs = [new PodIP { Ip = ip }];
        pod.Status.Phase = PodPhase.Running;
        return pod;
    }

    public static Pod Ready(Pod pod, DateTime since)
    {
        pod.Status.Phase = PodPhase.Running;
        var conditions = pod.Status.Conditions ??= [];
        conditions.RemoveAll(c => c.Type == "Ready");
        conditions.Add(new PodCondition { Type = "Ready", Status = "True", LastTransitionTime = since });
        return pod;
    }

    public static Deployment Deployment(int replicas, string image = "v1", string name = "web", string ns = "ns")
    {
        var deployment = new Deployment { Kind = "Deployment", ApiVersion = "apps/v1" };
        (deployment.Metadata.Namespace, deployment.Metadata.Name, deployment.Metadata.Uid) = (ns, name, "uid-" + name);
        deployment.Metadata.Generation = 1;
        deployment.Spec.Replicas = replicas;
        deployment.Spec.RevisionHistoryLimit = 10;
        deployment.Spec.ProgressDeadlineSeconds = 600;
        deployment.Spec.Selector = new LabelSelector { MatchLabels = new() { ["app"] = name } };
        deployment.Spec.Template = Template(image, name);
        deployment.Spec.Strategy = new DeploymentStrategy
        {
            Type = "RollingUpdate",
            RollingUpdate = new RollingUpdateDeployment { MaxSurge = "25%", MaxUnavailable = "25%" },
        };
        return deployment;
    }

    public static PodTemplateSpec Template(string image, string app)
    {
        var template = new PodTemplateSpec();
        template.Metadata.Labels = new() { ["app"] = app };
        template.Spec.Containers = [new Container { Name = "c", Image = image }];
        return template;
    }

    public static Namespace Namespace(string name)
    {
        var ns = new Namespace();
        ns.Metadata.Name = name;
        ns.Spec.Finalizers = ["kubernetes"];
        ns.Status.Phase = NamespacePhase.Active;
        return ns;
    }

    public static Node Node(string name, string ready = "True")
    {
        var node = new Node();
        node.Metadata.Name = name;
        node.Status.Conditions = [new NodeCondition { Type = "Ready", Status = ready, LastHeartbeatTime = DateTime.UnixEpoch, LastTransitionTime = DateTime.UnixEpoch }];
        return node;
    }

    public static ConfigMap ConfigMap(string name, string ns = "ns", params IApiObject[] owners)
    {
        var map = new ConfigMap();
        (map.Metadata.Namespace, map.Metadata.Name) = (ns, name);
        if (owners.Length > 0)
            map.Metadata.OwnerReferences = [.. owners.Select(o => new OwnerReference
            {
                ApiVersion = o.ApiVersion, Kind = o.Kind, Name = o.Metadata.Name, Uid = o.Metadata.Uid, BlockOwnerDeletion = true,
            })];
        return map;
    }

    public static Service Service(string name = "svc", params (string Name, int Port, IntOrString Target)[] ports)
    {
        var service = new Service { Kind = "Service", ApiVersion = "v1" };
        (service.Metadata.Namespace, service.Metadata.Name, service.Metadata.Uid) = ("ns", name, "uid-" + name);
        service.Spec.Type = ServiceType.ClusterIP;
        service.Spec.ClusterIP = "10.43.0.7";
        service.Spec.IpFamilies = ["IPv4"];
        service.Spec.Selector = new() { ["app"] = "web" };
        service.Spec.Ports = [.. ports.Select(p => new ServicePort { Name = p.Name, Port = p.Port, TargetPort = p.Target, Protocol = "TCP" })];
        return service;
    }
}
