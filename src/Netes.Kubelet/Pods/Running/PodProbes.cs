using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Probes;

namespace Netes.Kubelet.Pods.Running;

/// <summary>Keeps one prober for each running container of a Pod that has probes.</summary>
internal sealed class PodProbes(PodEnvironment environment, PodRuntimeState state, Action<Action> post, Func<Pod> current) : IAsyncDisposable
{
    private readonly Dictionary<string, (string ContainerId, ContainerProber Prober)> _probers = [];

    /// <summary>Starts and stops probers as the containers' state wants it.</summary>
    public void Update()
    {
        var pod = current();
        foreach (var (container, kind) in PodContainers.All(pod.Spec))
        {
            if (kind == ContainerKind.Ephemeral || !ContainerProber.IsProbed(container)) continue;
            var slot = state.FindSlot(container.Name);
            bool wanted = slot is { Operation: not ContainerOperation.Starting, Latest.Phase: ContainerPhase.Running }
                && state.Stage <= PodStage.Terminating;
            bool probing = _probers.TryGetValue(container.Name, out var running);
            if (probing && (!wanted || running.ContainerId != slot!.Latest!.Id))
            {
                _probers.Remove(container.Name);
                _ = running.Prober.DisposeAsync();
                probing = false;
            }
            if (probing && state.Stage != PodStage.Syncing) running.Prober.OnlyReadiness();
            if (wanted && !probing && state.Stage == PodStage.Syncing) Start(pod, container, kind, slot!);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, prober) in _probers.Values) await prober.DisposeAsync();
        _probers.Clear();
    }

    private void Start(Pod pod, Container container, ContainerKind kind, ContainerSlot slot)
    {
        var record = slot.Latest!;
        if (slot.ProbedContainer != record.Id) slot.ResetProbes(record.Id);
        // Adopted after a restart of the kubelet: what the API says holds until a probe says otherwise.
        var told = (pod.Status.ContainerStatuses ?? []).Concat(pod.Status.InitContainerStatuses ?? [])
            .FirstOrDefault(s => s.ContainerID == Status.ContainerStatusBuilder.RuntimeScheme + record.Id);
        bool alreadyStarted = told is { Started: true };
        if (alreadyStarted && container.StartupProbe is not null) slot.Startup = ProbeResult.Success;
        if (told is { Ready: true } && container.ReadinessProbe is not null) slot.Readiness = ProbeResult.Success;

        string podIp = pod.Spec.HostNetwork
            ? environment.Node.Addresses is [var host, ..] ? host : ""
            : state.Sandbox?.Addresses is [var own, ..] ? own : "";
        var probed = container;
        if (alreadyStarted && container.StartupProbe is not null)
        {
            probed = container.Clone();
            probed.StartupProbe = null;
        }
        string id = record.Id, name = container.Name;
        var prober = new ContainerProber(
            new ProbeTarget(probed, id, podIp, record.StartedAt ?? environment.Now), environment.Probes, environment.Time,
            (probe, result) => post(() => Report(name, id, probe, result)),
            (probe, message) => environment.Events.Warning(current(), container, kind, "Unhealthy", $"{probe} probe failed: {message}"));
        _probers.Add(name, (id, prober));
    }

    private void Report(string container, string id, ProbeKind probe, ProbeResult result)
    {
        var slot = state.Slot(container);
        if (slot.ProbedContainer != id) return;
        switch (probe)
        {
            case ProbeKind.Startup: slot.Startup = result; break;
            case ProbeKind.Readiness: slot.Readiness = result; break;
            default: slot.Liveness = result; break;
        }
    }
}
