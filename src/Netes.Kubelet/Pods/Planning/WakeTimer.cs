namespace Netes.Kubelet.Pods.Planning;

/// <summary>Collects the earliest of the times that a plan waits for.</summary>
internal sealed class WakeTimer(DateTime now)
{
    public DateTime Now => now;

    public DateTime? Next { get; private set; }

    /// <summary>Whether the time has come; if not, the plan is to be made again then.</summary>
    public bool IsDue(DateTime? at)
    {
        if (at is not { } time || time <= now) return true;
        if (Next is not { } next || time < next) Next = time;
        return false;
    }
}
