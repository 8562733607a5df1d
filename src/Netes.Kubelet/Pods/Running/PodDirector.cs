using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Client.Informers;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.Admission;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Volumes;

namespace Netes.Kubelet.Pods.Running;

/// <summary>
/// Gives every Pod of the node its worker, and every worker the news that concern it. At the start it asks the runtime once for
/// what is there: what belongs to a Pod is handed to its worker (adopted), what belongs to none is removed.
/// </summary>
internal sealed partial class PodDirector(
    PodEnvironment environment, Informer<Pod> pods, IContainerEvents events, Func<Node?> node, PodStatusWriter statuses) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, PodWorker> _workers = [];
    private readonly Dictionary<string, Pod> _admitted = [];
    private readonly Lock _lock = new();
    private readonly ILogger _logger = environment.Loggers.CreateLogger("Netes.Kubelet.Pods");
    private readonly CancellationTokenSource _stop = new();
    private Dictionary<string, RuntimeInventory> _found = [];
    private Task _watching = Task.CompletedTask;
    private bool _started;

    /// <summary>Starts working: the Pods' informer has to be running.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var subscribed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _watching = Task.Run(() => WatchAsync(subscribed), CancellationToken.None);
        await subscribed.Task.WaitAsync(cancellation);
        _found = await RuntimeInventory.ReadAsync(environment.Runtime, null, cancellation);
        await pods.Synced.WaitAsync(cancellation);
        pods.OnChange += OnChange;
        _started = true;
        await RemoveOrphansAsync(cancellation);
    }

    public PodWorker? Find(string uid) => _workers.GetValueOrDefault(uid);

    /// <summary>The Pods that have a worker, as the workers know them.</summary>
    public IEnumerable<Pod> Pods => _workers.Values.Select(static w => w.Pod);

    /// <summary>Stops the workers; what they run goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        pods.OnChange -= OnChange;
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var worker in _workers.Values) await worker.DisposeAsync();
        _stop.Dispose();
    }

    private void OnChange(Pod? old, Pod? pod)
    {
        if (old is not null && (pod is null || old.Metadata.Uid != pod.Metadata.Uid))
        {
            lock (_lock) _admitted.Remove(old.Metadata.Uid);
            Find(old.Metadata.Uid)?.Delete();
        }
        if (pod is null) return;
        if (Find(pod.Metadata.Uid) is { } known)
        {
            known.Update(pod);
            if (pod.Status.Phase is PodPhase.Succeeded or PodPhase.Failed)
                lock (_lock) _admitted.Remove(pod.Metadata.Uid);
            return;
        }
        bool adopted = _found.Remove(pod.Metadata.Uid, out var inventory);
        var verdict = adopted || pod.Status.StartTime is not null || pod.Metadata.DeletionTimestamp is not null ? null : Admit(pod);
        if (verdict is not null) environment.Events.Warning(pod, verdict.Reason, NodeAdmission.Cause(verdict));
        bool over = pod.Status.Phase is PodPhase.Succeeded or PodPhase.Failed || verdict is not null;
        if (!over)
            lock (_lock) _admitted[pod.Metadata.Uid] = pod;
        _workers[pod.Metadata.Uid] = new PodWorker(pod, environment, verdict, inventory ?? RuntimeInventory.Empty, Gone);
    }

    private PodVerdict? Admit(Pod pod)
    {
        if (node() is not { } self) return null;
        lock (_lock) return NodeAdmission.Check(pod, self, _admitted.Values);
    }

    private void Gone(PodWorker worker)
    {
        _workers.TryRemove(worker.Uid, out _);
        statuses.Forget(worker.Uid);
        _ = worker.DisposeAsync();
    }

    private async Task WatchAsync(TaskCompletionSource subscribed)
    {
        try
        {
            await foreach (var change in events.WatchAsync(_stop.Token))
            {
                if (change.Kind == ContainerEventKind.Resync)
                {
                    if (subscribed.TrySetResult() || !_started) continue;
                    await ResyncAsync();
                    continue;
                }
                // What the kubelet does itself it knows without being told.
                if (change.Kind is ContainerEventKind.Created or ContainerEventKind.Started) continue;
                if (change.PodUid is { } uid) Find(uid)?.RuntimeChanged(change.ContainerId);
                else foreach (var worker in _workers.Values) worker.RuntimeChanged(change.ContainerId);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            subscribed.TrySetCanceled();
        }
        catch (Exception e)
        {
            subscribed.TrySetException(e);
            Log.WatchFailed(_logger, e);
        }
    }

    private async Task ResyncAsync()
    {
        try
        {
            var all = await RuntimeInventory.ReadAsync(environment.Runtime, null, _stop.Token);
            foreach (var (uid, worker) in _workers) worker.Resync(all.GetValueOrDefault(uid) ?? RuntimeInventory.Empty);
        }
        catch (CriException e)
        {
            // The stream tells again when the runtime is back.
            Log.ResyncFailed(_logger, e);
        }
    }

    /// <summary>Removes sandboxes and directories of Pods that went while no kubelet ran.</summary>
    private async Task RemoveOrphansAsync(CancellationToken cancellation)
    {
        foreach (var (uid, inventory) in _found)
        {
            foreach (var sandbox in inventory.Sandboxes)
            {
                Log.Orphan(_logger, sandbox.Id, uid);
                try
                {
                    await environment.Runtime.StopPodSandboxAsync(sandbox.Id, cancellation);
                    await environment.Runtime.RemovePodSandboxAsync(sandbox.Id, cancellation);
                }
                catch (CriException e)
                {
                    Log.OrphanStays(_logger, e, sandbox.Id);
                }
            }
        }
        _found = [];
        if (!Directory.Exists(environment.Directories.Pods)) return;
        foreach (string directory in Directory.GetDirectories(environment.Directories.Pods))
        {
            if (_workers.ContainsKey(Path.GetFileName(directory))) continue;
            try
            {
                MountTable.RemoveTree(directory);
            }
            catch (IOException e)
            {
                Log.OrphanStays(_logger, e, directory);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "removing sandbox {Sandbox} of Pod {Uid}, which is gone")]
        public static partial void Orphan(ILogger logger, string sandbox, string uid);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{What} could not be removed")]
        public static partial void OrphanStays(ILogger logger, Exception exception, string what);

        [LoggerMessage(Level = LogLevel.Error, Message = "the runtime's events ended")]
        public static partial void WatchFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "asking the runtime for everything failed")]
        public static partial void ResyncFailed(ILogger logger, Exception exception);
    }
}
