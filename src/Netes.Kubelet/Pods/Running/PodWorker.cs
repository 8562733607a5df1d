using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.Planning;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Pods.Status;

namespace Netes.Kubelet.Pods.Running;

/// <summary>
/// One Pod on this node: an actor. Whatever happens (the API object changes, the runtime has news, an operation ends, a probe
/// speaks, a time comes) is a message; after each the worker asks the planner what is to be done, starts it, and publishes
/// the status if it changed. Only the worker's own loop touches its state.
/// </summary>
internal sealed partial class PodWorker : IAsyncDisposable
{
    private readonly PodEnvironment _environment;
    private readonly PodTasks _tasks;
    private readonly PodProbes _probes;
    private readonly PodRuntimeState _state = new();
    private readonly Channel<Action> _mailbox = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private readonly ILogger _logger;
    private readonly Action<PodWorker> _gone;
    private readonly Task _loop;
    private Pod _pod;
    private PodStatus _apiStatus;
    private PodStatus? _published;
    private bool _deleted;
    private bool _removing;
    private int _disposed;

    /// <param name="verdict">Set when the node will not run the Pod.</param>
    /// <param name="known">What the runtime has of the Pod from before this kubelet started.</param>
    /// <param name="gone">Called when nothing of the Pod is left, in the API and on the node.</param>
    public PodWorker(Pod pod, PodEnvironment environment, PodVerdict? verdict, RuntimeInventory known, Action<PodWorker> gone)
    {
        _pod = pod;
        _apiStatus = pod.Status;
        _environment = environment;
        _gone = gone;
        _logger = environment.Loggers.CreateLogger("Netes.Kubelet.Pods");
        _state.StartTime = WholeSeconds(environment.Now);
        _state.Verdict = verdict;
        if (verdict is not null) _state.Stage = PodStage.Terminated;
        foreach (var sandbox in known.Sandboxes) _state.Put(sandbox);
        foreach (var record in known.Containers) _state.Slot(record.Name).Put(record);
        _tasks = new PodTasks(environment, _state, Post, () => _pod);
        _probes = new PodProbes(environment, _state, Post, () => _pod);
        _timer = environment.Time.CreateTimer(_ => Post(static () => { }), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Post(static () => { });
        _loop = Task.Run(RunAsync);
    }

    public string Uid => _pod.Metadata.Uid;

    /// <summary>The newest state that the worker knows; read by the node's own server.</summary>
    public Pod Pod => _pod;

    /// <summary>The API has a newer object.</summary>
    public void Update(Pod pod) => Post(() => OnUpdate(pod));

    /// <summary>The API has no such object any more.</summary>
    public void Delete() => Post(() =>
    {
        _deleted = true;
        if (_state.Stage == PodStage.Syncing) _state.Stage = PodStage.Terminating;
    });

    /// <summary>Something happened to a container or sandbox; the runtime is asked what.</summary>
    public void RuntimeChanged(string id) => Post(() => _tasks.Refresh(id));

    /// <summary>News may have been missed: everything that the runtime has of the Pod.</summary>
    public void Resync(RuntimeInventory inventory) => Post(() => _tasks.Replace(inventory));

    /// <summary>Stops the worker and leaves the containers running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync();
        _mailbox.Writer.TryComplete();
        await _timer.DisposeAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _tasks.DisposeAsync();
        await _probes.DisposeAsync();
        _stop.Dispose();
    }

    private void Post(Action message) => _mailbox.Writer.TryWrite(message);

    private async Task RunAsync()
    {
        while (await _mailbox.Reader.WaitToReadAsync(_stop.Token))
        {
            try
            {
                while (_mailbox.Reader.TryRead(out var message)) message();
                Step();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One Pod's trouble is not another's: it is told, and tried again a little later.
                Log.StepFailed(_logger, e, _pod.Metadata.Namespace, _pod.Metadata.Name);
                _timer.Change(TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Step()
    {
        var now = _environment.Now;
        AdvanceStage(now);
        var plan = PodPlanner.Plan(_pod, _state, now);
        _tasks.Execute(plan, now);
        var wake = Earliest(plan.WakeAt, _tasks.AgeImageFailures(now), _tasks.RenewVolumes(now), Deadline());
        _probes.Update();
        Publish(now);
        Finish();
        if (wake is { } at) _timer.Change(at > now ? at - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void AdvanceStage(DateTime now)
    {
        if (_state.Stage == PodStage.Syncing)
        {
            if (Deadline() is { } deadline && deadline <= now)
            {
                const string message = "Pod was active on the node longer than the specified deadline";
                _state.Verdict = new PodVerdict(PodPhase.Failed, "DeadlineExceeded", message);
                _environment.Events.Normal(_pod, "DeadlineExceeded", message);
            }
            bool over = _state.Verdict is not null || _pod.Metadata.DeletionTimestamp is not null
                || (_published ?? _pod.Status).Phase is PodPhase.Succeeded or PodPhase.Failed;
            if (over) _state.Stage = PodStage.Terminating;
        }
        if (_state.Stage == PodStage.Terminated) _tasks.Reclaim();
    }

    private DateTime? Deadline() => _state.Stage == PodStage.Syncing && _state.Verdict is null && _pod.Spec.ActiveDeadlineSeconds is { } seconds
        ? (_pod.Status.StartTime ?? _state.StartTime) + TimeSpan.FromSeconds(seconds) : null;

    private void OnUpdate(Pod pod)
    {
        long before = PodPlanner.GracePeriod(_pod);
        _apiStatus = pod.Status;
        var status = _published is null ? pod.Status : StatusRebase.Onto(pod.Status, _published);
        bool shown = !Same(pod.Metadata.Labels, _pod.Metadata.Labels) || !Same(pod.Metadata.Annotations, _pod.Metadata.Annotations);
        _pod = WithStatus(pod, status);
        if (shown) _tasks.RefreshVolumes();
        if (_state.StopPending && PodPlanner.GracePeriod(pod) < before) _tasks.HastenStop();
    }

    private static Pod WithStatus(Pod pod, PodStatus status) => new()
    {
        Kind = pod.Kind, ApiVersion = pod.ApiVersion, Metadata = pod.Metadata, Spec = pod.Spec, Status = status,
    };

    private void Publish(DateTime now)
    {
        if (_deleted) return;
        var status = PodStatusBuilder.Build(_pod, _state, _environment.Node, WholeSeconds(now));
        if (_published is not null && status.DeepEquals(_published)) return;
        bool phaseEnds = _state.Stage == PodStage.Syncing && status.Phase is PodPhase.Succeeded or PodPhase.Failed;
        _published = status;
        _pod = WithStatus(_pod, status);
        _environment.Statuses.Publish(_pod, _apiStatus, status);
        if (phaseEnds) Post(static () => { });
    }

    /// <summary>Takes the last steps of a Pod that is over: out of the API, then off the node.</summary>
    private void Finish()
    {
        if (_state.Stage != PodStage.Reclaimed) return;
        if (!_deleted)
        {
            if (_pod.Metadata.DeletionTimestamp is not null) _environment.Statuses.Remove(_pod);
            return;
        }
        if (_removing) return;
        _removing = true;
        _tasks.Remove(() => _gone(this));
    }

    private static DateTime? Earliest(params ReadOnlySpan<DateTime?> times)
    {
        DateTime? first = null;
        foreach (var time in times)
            if (time is { } t && (first is null || t < first)) first = t;
        return first;
    }

    private static DateTime WholeSeconds(DateTime time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);

    private static bool Same(Dictionary<string, string>? a, Dictionary<string, string>? b)
    {
        if ((a?.Count ?? 0) != (b?.Count ?? 0)) return false;
        foreach (var (key, value) in a ?? [])
            if (!b!.TryGetValue(key, out string? other) || other != value) return false;
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "working on Pod {Namespace}/{Name} failed")]
        public static partial void StepFailed(ILogger logger, Exception exception, string @namespace, string name);
    }
}
