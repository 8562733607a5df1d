namespace Netes.Client.Reconciling;

/// <summary>Delays that double with each failure of the same key: base, 2·base, 4·base … up to the cap.</summary>
public sealed class ExponentialDelay<TKey>(TimeSpan @base, TimeSpan cap) where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, int> _failures = [];

    /// <summary>client-go's defaults: 5 ms to 1,000 s.</summary>
    public ExponentialDelay() : this(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1000)) { }

    public TimeSpan Next(TKey key)
    {
        int failures;
        lock (_lock)
        {
            failures = _failures.GetValueOrDefault(key);
            _failures[key] = failures + 1;
        }
        double seconds = @base.TotalSeconds * Math.Pow(2, failures);
        return seconds < cap.TotalSeconds ? TimeSpan.FromSeconds(seconds) : cap;
    }

    public void Forget(TKey key)
    {
        lock (_lock) _failures.Remove(key);
    }

    public int Failures(TKey key)
    {
        lock (_lock) return _failures.GetValueOrDefault(key);
    }
}
