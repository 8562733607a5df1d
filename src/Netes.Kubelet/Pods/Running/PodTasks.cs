using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.Planning;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Pods.Variables;
using Netes.Kubelet.Volumes;
using V1 = Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Pods.Running;

/// <summary>
/// Carries out a Pod's plans: each action runs on its own, and its outcome comes back to the worker as a message that
/// changes the state. Methods are called by the worker's loop only.
/// </summary>
internal sealed partial class PodTasks : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstVolumeDelay = TimeSpan.FromMilliseconds(500), LastVolumeDelay = TimeSpan.FromSeconds(122);

    private readonly PodEnvironment _environment;
    private readonly PodRuntimeState _state;
    private readonly Action<Action> _post;
    private readonly Func<Pod> _current;
    private readonly PodReferences _references;
    private readonly PodVolumes _volumes;
    private readonly PodOperations _operations;
    private readonly ContainerStarter _starter;
    private readonly ContainerKiller _killer;
    private readonly ILogger _logger;
    private readonly HashSet<Task> _starting = [];
    private readonly HashSet<Task> _running = [];
    private readonly CancellationTokenSource _dispose = new();
    private CancellationTokenSource _sync;
    private CancellationTokenSource? _stopping;
    private string _cgroupParent = "";
    private IReadOnlyDictionary<string, ReadyVolume> _ready = new Dictionary<string, ReadyVolume>();
    private V1.PodSandboxConfig? _sandboxConfig;
    private bool _refreshingVolumes, _refreshVolumesAgain;
    private bool _reclaiming;

    public PodTasks(PodEnvironment environment, PodRuntimeState state, Action<Action> post, Func<Pod> current)
    {
        _environment = environment;
        _state = state;
        _post = post;
        _current = current;
        _logger = environment.Loggers.CreateLogger("Netes.Kubelet.Pods");
        _references = new PodReferences(current(), environment.ConfigMaps, environment.Secrets, () => post(OnReferenceChanged));
        _volumes = new PodVolumes(_references, environment.Tokens, environment.Directories, environment.Allocatable, environment.Time);
        var hooks = new LifecycleHooks(environment.Runtime, environment.Probes, environment.Time);
        _killer = new ContainerKiller(environment, hooks);
        _starter = new ContainerStarter(environment, hooks, _killer);
        _operations = new PodOperations(environment, _killer);
        _sync = CancellationTokenSource.CreateLinkedTokenSource(_dispose.Token);
    }

    public void Execute(PodPlan plan, DateTime now)
    {
        if (plan.Stop is { } stop)
        {
            Stop(stop);
            return;
        }
        if (plan.Prepare) Prepare();
        foreach (var image in plan.Images) EnsureImage(image);
        if (plan.CreateSandbox is { } attempt) CreateSandbox(attempt);
        foreach (var start in plan.Starts) Start(start);
        foreach (var kill in plan.Kills) Kill(kill);
        foreach (var backOff in plan.BackOffs) BackOff(backOff, now);
        foreach (var record in plan.Removals) Remove(record);
        foreach (var sandbox in plan.SandboxRemovals) Remove(sandbox);
    }

    private void Prepare()
    {
        _state.Preparation = PreparationState.Pending;
        var pod = _current();
        Run(_starting, async () =>
        {
            try
            {
                var (cgroup, volumes) = await _operations.PrepareAsync(pod, _volumes, _sync.Token);
                return () =>
                {
                    (_cgroupParent, _ready) = (cgroup, volumes);
                    _state.Preparation = PreparationState.Done;
                    _state.PreparationRetryAt = null;
                    _state.PreparationFailures = 0;
                };
            }
            catch (Exception e) when (e is VolumeException or IOException or UnauthorizedAccessException)
            {
                _environment.Events.Warning(pod, e is VolumeException ? "FailedMount" : "FailedCreatePodContainer", e.Message);
                return () =>
                {
                    _state.Preparation = PreparationState.None;
                    _state.PreparationFailures++;
                    _state.PreparationRetryAt = _environment.Now + Delay(_state.PreparationFailures, FirstVolumeDelay, LastVolumeDelay);
                };
            }
        });
    }

    private void EnsureImage(ImageAction action)
    {
        var slot = _state.Slot(action.Container.Name);
        slot.ImagePending = true;
        var pod = _current();
        Run(_starting, async () =>
        {
            try
            {
                await _references.ReadyAsync(_sync.Token);
                var secrets = new List<Secret>();
                foreach (var reference in pod.Spec.ImagePullSecrets ?? [])
                    if (_references.Secret(reference.Name) is { } secret) secrets.Add(secret);
                string image = await _environment.Images.EnsureAsync(
                    pod, action.Container, PodEvents.Reference(pod, action.Container, action.Kind), secrets, _sync.Token);
                return () =>
                {
                    slot.ImagePending = false;
                    slot.ImageRef = image;
                    slot.RetryAt = null;
                    if (slot.Waiting?.Reason is "ErrImagePull" or "ImagePullBackOff") slot.Waiting = null;
                };
            }
            catch (ImageException e)
            {
                return () =>
                {
                    slot.ImagePending = false;
                    Failed(slot, e.Reason, e.Message);
                };
            }
        });
    }

    private void CreateSandbox(int attempt)
    {
        _state.SandboxPending = true;
        var pod = _current();
        Run(_starting, async () =>
        {
            try
            {
                var config = _operations.ConfigureSandbox(pod, attempt, _cgroupParent);
                var sandbox = await _operations.CreateSandboxAsync(pod, config, _sync.Token);
                _operations.WriteHostsFile(pod, sandbox);
                return () =>
                {
                    _state.SandboxPending = false;
                    _state.SandboxFailures = 0;
                    _sandboxConfig = config;
                    _state.Put(sandbox);
                };
            }
            catch (Exception e) when (e is CriException or ContainerConfigException or IOException)
            {
                string message = e is CriException cri ? cri.Message : e.Message;
                _environment.Events.Warning(pod, "FailedCreatePodSandBox", $"Failed to create pod sandbox: {message}");
                return () =>
                {
                    _state.SandboxPending = false;
                    _state.SandboxFailures++;
                    _state.SandboxRetryAt = _environment.Now + Delay(_state.SandboxFailures, TimeSpan.FromSeconds(1), RetryDelay);
                };
            }
        });
    }

    private void Start(StartAction action)
    {
        var slot = _state.Slot(action.Container.Name);
        string image = slot.ImageRef!;
        slot.Operation = ContainerOperation.Starting;
        var pod = _current();
        var sandbox = _state.Sandbox!;
        // After an adoption the sandbox's description is made again, as it was made then.
        _sandboxConfig ??= _operations.ConfigureSandbox(pod, sandbox.Attempt, _cgroupParent);
        var setting = new PodSetting(pod, sandbox, _sandboxConfig, _ready, _references, _operations.AddressesOf(pod, sandbox));
        Run(_starting, async () =>
        {
            try
            {
                await _starter.StartAsync(action, image, TargetOf(pod, action), setting, record => _post(() => Started(slot, record, action)), _sync.Token);
                return () => slot.Operation = ContainerOperation.None;
            }
            catch (ContainerStartException e)
            {
                ContainerRecord? record = null;
                if (e.ContainerId is { } id)
                    record = await RuntimeRecords.ReadContainerAsync(_environment.Runtime, id, sandbox.Id, CancellationToken.None);
                return () =>
                {
                    slot.Operation = ContainerOperation.None;
                    if (record is null)
                    {
                        Failed(slot, e.Reason, e.Message);
                        return;
                    }
                    Started(slot, record, action);
                    slot.Waiting = new WaitingReason(e.Reason, e.Message, _environment.Now);
                };
            }
        }, () => slot.Operation = ContainerOperation.None);
    }

    private string? TargetOf(Pod pod, StartAction action)
    {
        if (action.Kind != ContainerKind.Ephemeral) return null;
        string target = pod.Spec.EphemeralContainers?.Find(e => e.Name == action.Container.Name)?.TargetContainerName ?? "";
        return target.Length > 0 ? _state.Latest(target)?.Id : null;
    }

    /// <summary>A container came to be: whatever kept it from it is forgotten, and how often it may come back is noted.</summary>
    private static void Started(ContainerSlot slot, ContainerRecord record, StartAction action)
    {
        slot.Put(record);
        slot.BackOff = action.BackOff;
        slot.ImageRef = null;
        slot.Waiting = null;
        slot.RetryAt = null;
        slot.StartFailures = 0;
        slot.ResetProbes(record.Id);
    }

    private void Failed(ContainerSlot slot, string reason, string message)
    {
        var now = _environment.Now;
        slot.StartFailures++;
        slot.ImageRef = null;
        slot.Waiting = new WaitingReason(reason, message, now);
        slot.RetryAt = now + Delay(slot.StartFailures, RetryDelay, RestartBackOff.Maximum);
    }

    private void Kill(KillAction action)
    {
        var slot = _state.Slot(action.Container.Name);
        slot.Operation = ContainerOperation.Stopping;
        var pod = _current();
        string podIp = _operations.AddressesOf(pod, _state.Sandbox).Pod is [var first, ..] ? first : "";
        Run(_starting, async () =>
        {
            ContainerRecord? ended = null;
            try
            {
                await _killer.KillAsync(pod, action.Container, action.Kind, action.Record, action.Message, action.GraceSeconds, podIp,
                    Task.CompletedTask, _sync.Token);
            }
            catch (CriException e)
            {
                _environment.Events.Warning(pod, "FailedKillPod", $"error killing pod: {e.Message}");
            }
            await _operations.ReadAgainAsync(action.Record, r => ended = r, CancellationToken.None);
            return () =>
            {
                if (ended is not null) slot.Put(ended);
                slot.Operation = ContainerOperation.None;
            };
        }, () => slot.Operation = ContainerOperation.None);
    }

    private void BackOff(BackOffAction action, DateTime now)
    {
        var slot = _state.Slot(action.Container.Name);
        var pod = _current();
        string name = $"{pod.Metadata.Name}_{pod.Metadata.Namespace}({pod.Metadata.Uid})";
        string message = $"back-off {GoDuration.Format(action.Delay)} restarting failed container={action.Container.Name} pod={name}";
        if (slot.Waiting is { Reason: "CrashLoopBackOff" } known && known.Message == message && known.Since >= action.Ended.FinishedAt) return;
        slot.Waiting = new WaitingReason("CrashLoopBackOff", message, now);
        _environment.Events.Warning(pod, action.Container, action.Kind, "BackOff",
            $"Back-off restarting failed container {action.Container.Name} in pod {name}");
    }

    private void Remove(ContainerRecord record)
    {
        _state.Slot(record.Name).Records.RemoveAll(r => r.Id == record.Id);
        var pod = _current();
        Run(_running, async () =>
        {
            await _operations.RemoveContainerAsync(record, _dispose.Token);
            string log = Path.Combine(_environment.Directories.Logs(pod), PodDirectories.LogFile(record.Name, record.Attempt));
            File.Delete(log);
            return null;
        });
    }

    private void Remove(SandboxRecord sandbox)
    {
        _state.Sandboxes.RemoveAll(s => s.Id == sandbox.Id);
        Run(_running, async () =>
        {
            await _operations.RemoveSandboxAsync(sandbox, _dispose.Token);
            return null;
        });
    }

    private static TimeSpan Delay(int failures, TimeSpan first, TimeSpan most)
    {
        var delay = first * Math.Pow(2, Math.Min(failures - 1, 16));
        return delay < most ? delay : most;
    }

    private void OnReferenceChanged()
    {
        // Whatever waits for something that was missing tries again at once.
        _state.PreparationRetryAt = null;
        foreach (var slot in _state.Slots.Values)
            if (slot.Waiting?.Reason == ContainerConfigException.DefaultReason) slot.RetryAt = null;
        RefreshVolumes();
    }

    /// <summary>Runs work aside and brings what it decides back into the worker's loop.</summary>
    /// <param name="group">What a stop waits for, or not.</param>
    /// <param name="abandoned">Undoes what was noted when the work was cancelled or failed unexpectedly.</param>
    private void Run(HashSet<Task> group, Func<Task<Action?>> work, Action? abandoned = null)
    {
        var task = Task.Run(async () =>
        {
            Action? outcome = null;
            try
            {
                outcome = await work();
            }
            catch (OperationCanceledException)
            {
                outcome = abandoned;
            }
            catch (Exception e)
            {
                var pod = _current();
                Log.TaskFailed(_logger, e, pod.Metadata.Namespace, pod.Metadata.Name);
                // Nothing must spin on what fails at once.
                await Task.Delay(RetryDelay, _environment.Time, _dispose.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                outcome = abandoned ?? ResetPending;
            }
            finally
            {
                _post(outcome ?? (static () => { }));
            }
        });
        group.Add(task);
        _ = task.ContinueWith(t => _post(() => group.Remove(t)), TaskScheduler.Default);
    }

    private void ResetPending()
    {
        if (_state.Preparation == PreparationState.Pending) _state.Preparation = PreparationState.None;
        _state.SandboxPending = false;
        foreach (var slot in _state.Slots.Values) slot.ImagePending = false;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "an operation for Pod {Namespace}/{Name} failed")]
        public static partial void TaskFailed(ILogger logger, Exception exception, string @namespace, string name);
    }
}
