using Netes.Api.CoreV1;

namespace Netes.Kubelet.Probes;

/// <summary>Counts equal outcomes in a row, and says when there are enough to change a container's result.</summary>
internal struct ProbeThreshold
{
    private ProbeResult? _last;
    private int _run;

    /// <returns>The new result, or null while the threshold isn't reached.</returns>
    public ProbeResult? Add(ProbeResult outcome, Probe probe)
    {
        if (_last == outcome) _run++;
        else (_last, _run) = (outcome, 1);
        int needed = outcome == ProbeResult.Success ? Math.Max(probe.SuccessThreshold, 1) : Math.Max(probe.FailureThreshold, 1);
        return _run >= needed ? outcome : null;
    }

    public void Reset() => (_last, _run) = (null, 0);
}
