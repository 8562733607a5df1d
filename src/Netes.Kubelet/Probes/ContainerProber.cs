using Netes.Api.CoreV1;

namespace Netes.Kubelet.Probes;

internal enum ProbeKind { Startup, Readiness, Liveness }

/// <summary>What a prober needs to know of the container that it probes.</summary>
internal sealed record ProbeTarget(Container Container, string ContainerId, string PodIp, DateTime StartedAt);

/// <summary>
/// Probes one running container: startup first, alone; once that succeeded (or there is none) readiness and liveness, each in
/// its own rhythm. It lives as long as the container runs.
/// </summary>
internal sealed class ContainerProber : IAsyncDisposable
{
    private readonly ProbeTarget _target;
    private readonly ProbeRunner _runner;
    private readonly TimeProvider _time;
    private readonly Action<ProbeKind, ProbeResult> _report;
    private readonly Action<ProbeKind, string> _unhealthy;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    /// <param name="report">Called when a result changes (and with the first one).</param>
    /// <param name="unhealthy">Called for each failed probing, with its message.</param>
    public ContainerProber(
        ProbeTarget target, ProbeRunner runner, TimeProvider time, Action<ProbeKind, ProbeResult> report, Action<ProbeKind, string> unhealthy)
    {
        _target = target;
        _runner = runner;
        _time = time;
        _report = report;
        _unhealthy = unhealthy;
        _work = Task.Run(RunAsync);
    }

    public static bool IsProbed(Container container) =>
        container.StartupProbe is not null || container.ReadinessProbe is not null || container.LivenessProbe is not null;

    /// <summary>Stops startup and liveness probes, when the Pod is ending; readiness is still told.</summary>
    public void OnlyReadiness() => _ending = true;

    private volatile bool _ending;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        if (_target.Container.StartupProbe is { } startup && !await StartUpAsync(startup)) return;
        var both = new List<Task>(2);
        if (_target.Container.ReadinessProbe is { } readiness) both.Add(RepeatAsync(ProbeKind.Readiness, readiness));
        if (_target.Container.LivenessProbe is { } liveness) both.Add(RepeatAsync(ProbeKind.Liveness, liveness));
        await Task.WhenAll(both);
    }

    /// <returns>Whether the container started.</returns>
    private async Task<bool> StartUpAsync(Probe probe)
    {
        var threshold = new ProbeThreshold();
        await DelayFirstAsync(probe);
        while (!_ending)
        {
            if (threshold.Add(await ProbeAsync(ProbeKind.Startup, probe), probe) is { } result)
            {
                _report(ProbeKind.Startup, result);
                return result == ProbeResult.Success;
            }
            await DelayAsync(probe);
        }
        return false;
    }

    private async Task RepeatAsync(ProbeKind kind, Probe probe)
    {
        var threshold = new ProbeThreshold();
        ProbeResult? known = null;
        await DelayFirstAsync(probe);
        while (!_ending || kind == ProbeKind.Readiness)
        {
            var result = threshold.Add(await ProbeAsync(kind, probe), probe);
            if (result is not null && result != known)
            {
                known = result;
                _report(kind, result.Value);
                // The container is going to be stopped: no more news of it.
                if (kind == ProbeKind.Liveness && result == ProbeResult.Failure) return;
            }
            await DelayAsync(probe);
        }
    }

    private async Task<ProbeResult> ProbeAsync(ProbeKind kind, Probe probe)
    {
        var outcome = await _runner.RunAsync(probe, _target.Container, _target.ContainerId, _target.PodIp, _stop.Token);
        if (outcome.Result == ProbeResult.Failure && !_stop.IsCancellationRequested) _unhealthy(kind, outcome.Message);
        return outcome.Result;
    }

    private Task DelayFirstAsync(Probe probe)
    {
        var wait = _target.StartedAt + TimeSpan.FromSeconds(probe.InitialDelaySeconds) - _time.GetUtcNow().UtcDateTime;
        return wait > TimeSpan.Zero ? Task.Delay(wait, _time, _stop.Token) : Task.CompletedTask;
    }

    private Task DelayAsync(Probe probe) =>
        Task.Delay(TimeSpan.FromSeconds(probe.PeriodSeconds > 0 ? probe.PeriodSeconds : 10), _time, _stop.Token);
}
