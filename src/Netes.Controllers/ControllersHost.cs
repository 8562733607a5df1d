using Microsoft.Extensions.Logging;
using Netes.Client;
using Netes.Client.Events;
using Netes.Client.Informers;
using Netes.Client.Reconciling;
using Netes.Api.CoreV1;
using Netes.Controllers.Deployments;
using Netes.Controllers.GarbageCollection;
using Netes.Controllers.Namespaces;
using Netes.Controllers.Nodes;
using Netes.Controllers.PodCollection;
using Netes.Controllers.ReplicaSets;
using Netes.Controllers.ServiceAccounts;
using Netes.Controllers.ServiceEndpoints;
using Netes.Controllers.Volumes;

namespace Netes.Controllers;

/// <summary>
/// All controllers of a cluster. They read through shared informers and write each under its own service account's name.
/// </summary>
/// <param name="informers">Shared with whoever else runs in the process; started here if it does not run.</param>
/// <param name="clientFor">Gives the client of a controller by its service account's name: "deployment-controller" writes as
/// system:serviceaccount:kube-system:deployment-controller.</param>
public sealed class ControllersHost(
    InformerFactory informers, Func<string, KubeClient> clientFor, ControllerOptions options, TimeProvider time, ILoggerFactory loggers)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private readonly List<Controller> _controllers = [];
    private readonly List<EventRecorder> _recorders = [];
    private GarbageCollector? _collector;

    /// <summary>The names by which controllers are switched off.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        DeploymentController.Name, ReplicaSetController.Name, EndpointControllers.EndpointsName, EndpointControllers.SlicesName,
        NamespaceReconciler.Name, DefaultServiceAccountReconciler.Name, RootCaReconciler.Name, NodeLifecycleReconciler.Name,
        TaintEvictionReconciler.Name, PodGarbageReconciler.Name, ClaimProtectionReconciler.Name, VolumeProtectionReconciler.Name, GarbageCollector.Name,
    ];

    /// <summary>Controllers that write under another account's name than their own.</summary>
    private static readonly Dictionary<string, string> Accounts = new()
    {
        [TaintEvictionReconciler.Name] = NodeLifecycleReconciler.Name,
        [RootCaReconciler.Name] = "root-ca-cert-publisher",
        [ClaimProtectionReconciler.Name] = ClaimProtectionReconciler.Account,
        [VolumeProtectionReconciler.Name] = VolumeProtectionReconciler.Account,
    };

    /// <summary>Starts every controller that is not disabled and returns at once; each begins when its informers are synced.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        int workers = options.Workers;
        Add(DeploymentController.Name, (client, events) => DeploymentController.Create(client, informers, events, time, loggers, workers));
        Add(ReplicaSetController.Name, (client, events) => ReplicaSetController.Create(client, informers, events, time, loggers, workers));
        if (IsEnabled(EndpointControllers.EndpointsName) || IsEnabled(EndpointControllers.SlicesName))
        {
            var selected = new ServicePods(informers.Get<Service>(), informers.Get<Pod>());
            Add(EndpointControllers.EndpointsName, (client, events) => EndpointControllers.CreateEndpoints(client, informers, selected, events, time, loggers, workers));
            Add(EndpointControllers.SlicesName, (client, events) => EndpointControllers.CreateSlices(client, informers, selected, events, time, loggers, workers));
        }
        Add(NamespaceReconciler.Name, (client, _) => NamespaceReconciler.Create(client, informers, time, loggers, workers));
        Add(DefaultServiceAccountReconciler.Name, (client, _) => DefaultServiceAccountReconciler.Create(client, informers, time, loggers));
        if (options.RootCertificate is { } certificate)
            Add(RootCaReconciler.Name, (client, _) => RootCaReconciler.Create(client, informers, certificate, time, loggers));
        Add(NodeLifecycleReconciler.Name, (client, events) => NodeLifecycleReconciler.Create(client, informers, events, time, loggers, options.NodeGrace));
        Add(TaintEvictionReconciler.Name, (client, events) => TaintEvictionReconciler.Create(client, informers, events, time, loggers));
        Add(PodGarbageReconciler.Name, (client, _) => PodGarbageReconciler.Create(client, informers, time, loggers, options.TerminatedPodThreshold));
        Add(ClaimProtectionReconciler.Name, (client, _) => ClaimProtectionReconciler.Create(client, informers, time, loggers));
        Add(VolumeProtectionReconciler.Name, (client, _) => VolumeProtectionReconciler.Create(client, informers, time, loggers));
        if (IsEnabled(GarbageCollector.Name))
        {
            _collector = new GarbageCollector(clientFor(GarbageCollector.Name), informers.Client, time, loggers);
            _running.Add(Task.Run(() => _collector.RunAsync(options.GarbageCollectorWorkers, _stop.Token), CancellationToken.None));
        }
        await informers.StartAsync(cancellation);
        foreach (var controller in _controllers) _running.Add(Task.Run(() => controller.RunAsync(_stop.Token), CancellationToken.None));
    }

    /// <summary>Stops all controllers and waits until the last has finished what it had in hand. The informers are not stopped.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        foreach (var controller in _controllers) controller.Dispose();
        foreach (var recorder in _recorders) await recorder.DisposeAsync();
        _collector?.Dispose();
        _running.Clear();
        _controllers.Clear();
        _recorders.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private bool IsEnabled(string name) => !options.Disabled.Contains(name);

    private void Add(string name, Func<KubeClient, EventRecorder, Controller> create)
    {
        if (!IsEnabled(name)) return;
        var client = clientFor(Accounts.GetValueOrDefault(name, name));
        var events = new EventRecorder(client, name, "", time, loggers);
        _recorders.Add(events);
        _controllers.Add(create(client, events));
    }
}
