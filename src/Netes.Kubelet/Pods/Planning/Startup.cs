using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.State;

namespace Netes.Kubelet.Pods.Planning;

/// <summary>Sorts containers that are to start into what can be done for each now: wait, get the image, or start.</summary>
internal sealed class Startup(Pod pod, PodRuntimeState state, WakeTimer timer, bool sandboxReady)
{
    private readonly List<ImageAction> _images = [];
    private readonly List<StartAction> _starts = [];
    private readonly List<BackOffAction> _backOffs = [];

    public void Add(Container container, ContainerKind kind)
    {
        var slot = state.FindSlot(container.Name);
        if (slot is { Operation: not ContainerOperation.None }) return;
        var backOff = slot?.BackOff ?? default;
        if (slot?.Latest is { Phase: ContainerPhase.Exited } ended)
        {
            var finished = ended.FinishedAt ?? ended.CreatedAt;
            var until = backOff.NotBefore(finished);
            if (!timer.IsDue(until))
            {
                _backOffs.Add(new BackOffAction(container, kind, ended, backOff.Delay, until));
                return;
            }
            backOff = backOff.Next(finished, timer.Now);
        }
        if (!timer.IsDue(slot?.RetryAt)) return;
        if (slot?.ImageRef is null)
        {
            if (slot is not { ImagePending: true }) _images.Add(new ImageAction(container, kind));
            return;
        }
        if (!sandboxReady || EarlierHookRuns(container, kind)) return;
        _starts.Add(new StartAction(container, kind, slot.Latest is { } latest ? latest.Attempt + 1 : 0, backOff));
    }

    public PodPlan ToPlan() => new() { Images = _images, Starts = _starts, BackOffs = _backOffs };

    /// <summary>Containers start together, but one with a postStart hook holds back those after it until the hook is done:
    /// Pods rely on it to order their containers.</summary>
    private bool EarlierHookRuns(Container container, ContainerKind kind)
    {
        if (kind != ContainerKind.Regular) return false;
        foreach (var earlier in pod.Spec.Containers ?? [])
        {
            if (earlier.Name == container.Name) return false;
            if (earlier.Lifecycle?.PostStart is null) continue;
            if (state.FindSlot(earlier.Name) is { Operation: ContainerOperation.Starting } or { ImagePending: true }) return true;
            if (_starts.Exists(s => s.Container.Name == earlier.Name)) return true;
        }
        return false;
    }
}
