using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.Planning;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Volumes;

namespace Netes.Kubelet.Pods.Running;

/// <summary>Ending a Pod, and keeping up with the runtime and with what volumes show.</summary>
internal sealed partial class PodTasks
{
    private static readonly TimeSpan PullErrorShown = TimeSpan.FromSeconds(5);

    /// <summary>A failed pull is first told as an error, then as what it now is: waiting for the next try.</summary>
    /// <returns>When the next one is due to be told so.</returns>
    public DateTime? AgeImageFailures(DateTime now)
    {
        DateTime? next = null;
        var pod = _current();
        foreach (var (container, kind) in PodContainers.All(pod.Spec))
        {
            var slot = _state.FindSlot(container.Name);
            if (slot?.Waiting is not { Reason: "ErrImagePull" } waiting) continue;
            var due = waiting.Since + PullErrorShown;
            if (due > now)
            {
                if (next is null || due < next) next = due;
                continue;
            }
            slot.Waiting = new WaitingReason("ImagePullBackOff", $"Back-off pulling image \"{container.Image}\": ErrImagePull: {waiting.Message}", now);
            _environment.Events.Normal(pod, container, kind, "BackOff", $"Back-off pulling image \"{container.Image}\"");
        }
        return next;
    }

    /// <summary>Brings the volumes that show API objects and tokens up to date when it is time.</summary>
    public DateTime? RenewVolumes(DateTime now)
    {
        if (_state.Stage != PodStage.Syncing || _state.Preparation != PreparationState.Done) return null;
        if (_volumes.RenewAt is { } due && due <= now) RefreshVolumes();
        return _refreshingVolumes ? null : _volumes.RenewAt;
    }

    public void RefreshVolumes()
    {
        if (_state.Stage != PodStage.Syncing || _state.Preparation != PreparationState.Done) return;
        if (_refreshingVolumes)
        {
            _refreshVolumesAgain = true;
            return;
        }
        _refreshingVolumes = true;
        var pod = _current();
        var addresses = _operations.AddressesOf(pod, _state.Sandbox);
        Run(_starting, async () =>
        {
            TimeSpan wait = TimeSpan.Zero;
            try
            {
                await _volumes.SetUpAsync(pod, addresses, _sync.Token);
            }
            catch (VolumeException e)
            {
                // Running containers keep what they have.
                _environment.Events.Warning(pod, "FailedMount", e.Message);
                wait = RetryDelay;
            }
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _environment.Time, _sync.Token);
            return Refreshed;
        }, Refreshed);

        void Refreshed()
        {
            _refreshingVolumes = false;
            if (!_refreshVolumesAgain) return;
            _refreshVolumesAgain = false;
            RefreshVolumes();
        }
    }

    private void Stop(StopAction action)
    {
        _state.StopPending = true;
        _sync.Cancel();
        var begun = _starting.ToArray();
        var stopping = _stopping = CancellationTokenSource.CreateLinkedTokenSource(_dispose.Token);
        var pod = _current();
        Run(_running, async () =>
        {
            // What is just being started either gets done or gives up; then the runtime knows all that there is.
            await Task.WhenAll(begun).WaitAsync(stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var all = await RuntimeInventory.ReadAsync(_environment.Runtime, pod.Metadata.Uid, _dispose.Token);
            var inventory = all.GetValueOrDefault(pod.Metadata.Uid) ?? RuntimeInventory.Empty;
            var running = inventory.Containers.Where(static c => c.Phase is ContainerPhase.Running or ContainerPhase.Unknown).ToList();
            _post(() => Take(inventory));
            try
            {
                await _operations.StopAsync(pod, running, inventory.Sandboxes, action.GraceSeconds,
                    record => _post(() => _state.Slot(record.Name).Put(record)), stopping.Token);
            }
            catch (CriException e)
            {
                _environment.Events.Warning(pod, "FailedKillPod", $"error killing pod: {e.Message}");
                await Task.Delay(TimeSpan.FromSeconds(1), _environment.Time, _dispose.Token);
                return () => _state.StopPending = false;
            }
            return () => Stopped(inventory);
        }, () => _state.StopPending = false);
    }

    /// <summary>The Pod is to end sooner than was thought.</summary>
    public void HastenStop() => _stopping?.Cancel();

    private void Stopped(RuntimeInventory inventory)
    {
        _state.StopPending = false;
        foreach (var sandbox in inventory.Sandboxes) _state.Put(sandbox with { Ready = false, Stopped = true });
        foreach (var slot in _state.Slots.Values) slot.Operation = ContainerOperation.None;
        ResetPending();
        _sandboxConfig = null;
        if (_state.Stage == PodStage.Terminating)
        {
            _state.Stage = PodStage.Terminated;
            return;
        }
        _sync = CancellationTokenSource.CreateLinkedTokenSource(_dispose.Token);
        // The next sandbox is another one: what was prepared is looked at again.
        _state.Preparation = PreparationState.None;
    }

    public void Reclaim()
    {
        if (_reclaiming) return;
        _reclaiming = true;
        var pod = _current();
        Run(_running, async () =>
        {
            try
            {
                await _operations.ReclaimAsync(pod, _volumes);
                return () =>
                {
                    // What nothing shows any more need not be watched.
                    _references.Dispose();
                    _state.Stage = PodStage.Reclaimed;
                };
            }
            catch (IOException e)
            {
                _environment.Events.Warning(pod, "FailedUnmount", e.Message);
                await Task.Delay(RetryDelay, _environment.Time, _dispose.Token);
                return () => _reclaiming = false;
            }
        }, () => _reclaiming = false);
    }

    /// <summary>Removes containers, sandboxes and logs; then calls back.</summary>
    public void Remove(Action done)
    {
        var pod = _current();
        var sandboxes = _state.Sandboxes.ToList();
        Run(_running, async () =>
        {
            while (true)
            {
                try
                {
                    await _operations.RemoveAsync(pod, sandboxes, _dispose.Token);
                    return done;
                }
                catch (Exception e) when (e is CriException or IOException)
                {
                    Log.TaskFailed(_logger, e, pod.Metadata.Namespace, pod.Metadata.Name);
                    await Task.Delay(RetryDelay, _environment.Time, _dispose.Token);
                }
            }
        });
    }

    /// <summary>Asks the runtime about one container or sandbox.</summary>
    public void Refresh(string id)
    {
        foreach (var slot in _state.Slots.Values)
        {
            if (slot.Records.Find(r => r.Id == id) is not { } record) continue;
            Run(_running, async () =>
            {
                ContainerRecord? read = null;
                await _operations.ReadAgainAsync(record, r => read = r, _dispose.Token);
                return () =>
                {
                    if (read is not null && slot.Records.Exists(r => r.Id == id)) slot.Put(read);
                };
            });
            return;
        }
        if (_state.Sandboxes.Find(s => s.Id == id) is not { Stopped: false } known) return;
        Run(_running, async () =>
        {
            SandboxRecord read;
            try
            {
                read = await RuntimeRecords.ReadSandboxAsync(_environment.Runtime, id, _dispose.Token);
            }
            catch (CriException e) when (e.IsNotFound)
            {
                read = known with { Ready = false, Stopped = true };
            }
            return () =>
            {
                // Stopped by us, it is no news.
                if (known.Ready && !read.Ready && _state is { Stage: PodStage.Syncing, StopPending: false })
                    _environment.Events.Normal(_current(), "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
                _state.Put(read);
            };
        });
    }

    /// <summary>Takes over all that the runtime says there is, and forgets what it does not name.</summary>
    public void Replace(RuntimeInventory inventory)
    {
        Take(inventory);
        foreach (var slot in _state.Slots.Values)
        {
            if (slot.Operation != ContainerOperation.None) continue;
            // One that came to be while the runtime was asked is not lost.
            slot.Records.RemoveAll(r => !inventory.Containers.Any(c => c.Id == r.Id) && r.CreatedAt < _environment.Now - RetryDelay);
        }
        if (!_state.SandboxPending) _state.Sandboxes.RemoveAll(s => !inventory.Sandboxes.Any(i => i.Id == s.Id));
    }

    public async ValueTask DisposeAsync()
    {
        await _dispose.CancelAsync();
        _references.Dispose();
        // The worker's loop has ended, so nothing is added any more; what is in the middle of its files finishes with them.
        await Task.WhenAll([.. _starting, .. _running]);
    }

    private void Take(RuntimeInventory inventory)
    {
        foreach (var sandbox in inventory.Sandboxes) _state.Put(sandbox);
        foreach (var record in inventory.Containers) _state.Slot(record.Name).Put(record);
    }
}
