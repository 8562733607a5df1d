namespace Netes.Client;

/// <summary>
/// Exponential back-off with jitter: each delay is the last one times the factor, up to the cap, and lies between
/// itself and (1 + jitter) times itself. Not for use by several threads at once.
/// </summary>
public sealed class Backoff(TimeSpan initial, TimeSpan cap, double factor = 2, double jitter = 1)
{
    private double _seconds = initial.TotalSeconds;

    public TimeSpan Next()
    {
        double delay = _seconds * (1 + Random.Shared.NextDouble() * jitter);
        _seconds = Math.Min(_seconds * factor, cap.TotalSeconds);
        return TimeSpan.FromSeconds(delay);
    }

    public void Reset() => _seconds = initial.TotalSeconds;
}
