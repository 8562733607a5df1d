using Microsoft.Extensions.Logging.Abstractions;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.ApiServer;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Client.Reconciling;
using Netes.Storage.Sqlite;
using Netes.Testing;

namespace Netes.Controllers.Tests.Integration;

/// <summary>The real API server over an in-memory store with all controllers, each under its own account; scheduler and kubelet
/// are played: every Pod is bound to a node that does not exist for long, becomes ready at once and ends when it is deleted.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("netes-controllers").FullName;
    private readonly RecordingLoggers _log = new();
    private readonly SqliteStore _store;
    private readonly ApiServerHost _server;
    private readonly InformerFactory _informers;
    private readonly ControllersHost _controllers;
    private readonly CancellationTokenSource _stop = new();
    private readonly Controller _kubelet;
    private Task _running = Task.CompletedTask;

    public RealServer()
    {
        _store = SqliteStore.Open(new SqliteStoreOptions(), TimeProvider.System, NullLogger.Instance);
        _server = new ApiServerHost(new ApiServerOptions { DataDirectory = _directory, HttpsPort = null }, _store, TimeProvider.System, _log);
        Client = ClientOf("admin", "system:masters");
        _informers = new InformerFactory(ClientOf("system:kube-controller-manager", "system:masters"), TimeProvider.System, _log);
        _controllers = new ControllersHost(_informers,
            name => ClientOf($"system:serviceaccount:kube-system:{name}", "system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"),
            new ControllerOptions { RootCertificate = "CA" }, TimeProvider.System, _log);
        var pods = _informers.Get<Pod>();
        _kubelet = new Controller("kubelet", new PlayedKubelet(Client, pods), 2, TimeProvider.System, _log).For(pods);
    }

    public KubeClient Client { get; }

    public async Task StartAsync()
    {
        await _server.StartAsync();
        var node = Objects.Node("n1");
        await Client.Resource<Node>().CreateAsync(node, CancellationToken.None);
        await _controllers.StartAsync(CancellationToken.None);
        _running = _kubelet.RunAsync(_stop.Token);
        var ns = new Namespace();
        ns.Metadata.Name = "ns";
        await Client.Resource<Namespace>().CreateAsync(ns, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _controllers.DisposeAsync();
        await _informers.DisposeAsync();
        await _server.DisposeAsync();
        await _store.DisposeAsync();
        _kubelet.Dispose();
        Client.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(string ns = "ns") where T : class, IApiObject<T> =>
        (await Client.Resource<T>().ListAsync(ns, null, CancellationToken.None)).Items;

    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        try
        {
            await Eventually.IsTrueAsync(condition, what, TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{_log.Text}");
        }
    }

    private KubeClient ClientOf(string user, params string[] groups) =>
        new(_server.CreateInMemoryHandler(user, groups), new Uri("https://in-memory"), new KubeClientOptions { UserAgent = user });

    private sealed class PlayedKubelet(KubeClient client, Informer<Pod> informer) : Reconciler
    {
        private readonly ResourceClient<Pod> _pods = client.Resource<Pod>();
        private int _address;

        public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
        {
            if (informer.Get(key) is not { } pod) return Result.Done;
            try
            {
                if (pod.Metadata.DeletionTimestamp is not null)
                {
                    await _pods.DeleteAsync(key.Namespace, key.Name, new DeleteOptions { GracePeriodSeconds = 0 }, cancellation);
                }
                else if (pod.Spec.NodeName.Length == 0)
                {
                    var binding = new Binding { Target = new ObjectReference { Kind = "Node", Name = "n1" } };
                    (binding.Metadata.Namespace, binding.Metadata.Name) = (key.Namespace, key.Name);
                    await _pods.PostAsync(key.Namespace, key.Name, "binding", binding, cancellation);
                }
                else if (pod.Status.Phase != PodPhase.Running)
                {
                    var running = Objects.Ready(pod.Clone(), DateTime.UtcNow);
                    int address = Interlocked.Increment(ref _address);
                    running.Status.PodIP = $"10.42.0.{address}";
                    running.Status.PodIPs = [new PodIP { Ip = running.Status.PodIP }];
                    await _pods.UpdateStatusAsync(running, cancellation);
                }
            }
            catch (KubeApiException e) when (e.IsNotFound)
            {
                // Gone already, as wanted.
            }
            return Result.Done;
        }
    }
}
