using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Client.Events;
using Netes.Client.Informers;
using Netes.Scheduler.Framework;
using Netes.Scheduler.Queue;
using Netes.Scheduler.State;

namespace Netes.Scheduler;

/// <summary>The scheduler as a running component: informers in, bindings out.</summary>
public sealed partial class SchedulerHost : IAsyncDisposable
{
    private readonly InformerFactory _informers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EventRecorder _events;
    private readonly SchedulerApi _api;
    private readonly SchedulerLoop _loop;
    private readonly Inbox _inbox = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Informer<Pod> _pods;
    private readonly Informer<Node> _nodes;
    private readonly Informer<Namespace> _namespaces;
    private Task _running = Task.CompletedTask;

    public SchedulerHost(
        KubeClient client, InformerFactory informers, SchedulerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _informers = informers;
        _time = time;
        _logger = loggers.CreateLogger<SchedulerHost>();
        _events = new(client, options.SchedulerName, "", time, loggers);
        _api = new(client, _events, options, time, _logger);
        _pods = informers.Get<Pod>();
        _nodes = informers.Get<Node>();
        _namespaces = informers.Get<Namespace>();
        var cluster = new ClusterState();
        Profile profile = Profile.Default(cluster.Resources, new InformerSpreading(informers));
        _loop = new(profile, cluster, options.SchedulerName, time, new Random());
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _namespaces.OnChange += (old, now) => _inbox.Post(() => _loop.OnNamespace(old, now));
        _nodes.OnChange += (old, now) => _inbox.Post(() => _loop.OnNode(old, now));
        _pods.OnChange += (old, now) => _inbox.Post(() => _loop.OnPod(old, now));
        await _informers.StartAsync(cancellationToken).ConfigureAwait(false);
        _running = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await _events.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            // A decision made before all Pods are known would put two in one place.
            await _informers.WaitForSyncAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                DrainInbox();
                if (!TryStep(cancellationToken))
                {
                    await _inbox.WaitAsync(_loop.Queue.UntilNextFlush(), _time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private void DrainInbox()
    {
        try
        {
            _inbox.Drain();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // One object that can't be understood must not stop scheduling for all others; the rest is drained next.
            Log.ObjectFailed(_logger, e);
        }
    }

    /// <summary>Tries one Pod. False when none is waiting to be tried.</summary>
    private bool TryStep(CancellationToken cancellationToken)
    {
        try
        {
            if (_loop.Step() is not { } decision)
            {
                return false;
            }

            Carry(decision, cancellationToken);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The Pod is tried again after its back-off; the others go on.
            Log.CycleFailed(_logger, e);
        }

        return true;
    }

    private void Carry(Decision decision, CancellationToken cancellationToken)
    {
        if (decision.Node is { } node)
        {
            _ = BindAsync(decision.Pod, node, cancellationToken);
            return;
        }

        _ = ReportAsync(decision, cancellationToken);
    }

    private async Task BindAsync(QueuedPod queued, string node, CancellationToken cancellationToken)
    {
        try
        {
            if (!await _api.BindAsync(queued.Pod, node, cancellationToken).ConfigureAwait(false))
            {
                _inbox.Post(() => _loop.BindingFailed(queued));
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: whoever schedules next sees whether the binding came about.
        }
    }

    private async Task ReportAsync(Decision decision, CancellationToken cancellationToken)
    {
        try
        {
            PostFilterResult? preemption = decision.Result.Preemption;
            PodInfo pod = decision.Pod.Pod;
            await _api.ReportAsync(pod, decision.Result.Message, preemption?.NominatedNode ?? "", cancellationToken).ConfigureAwait(false);
            if (preemption is { Victims.Count: > 0 })
            {
                await _api.PreemptAsync(pod, preemption, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A scheduling cycle failed")]
        public static partial void CycleFailed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "An object could not be taken into account")]
        public static partial void ObjectFailed(ILogger logger, Exception exception);
    }
}
