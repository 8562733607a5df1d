namespace Netes.Storage;

/// <summary>
/// Leases for objects that live for a time (Events). Objects written shortly after one another share a lease, so that a
/// store has a lease per minute and not one per object; an object may therefore live a little longer than asked for: by a
/// twentieth of its time, at most a minute, as in kube-apiserver.
/// </summary>
public sealed class SharedLeases(IStore store, TimeProvider time) : IDisposable
{
    private const int MaxObjects = 1000;
    private static readonly TimeSpan MaxReuse = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly long _origin = time.GetTimestamp();
    private long _lease;
    private TimeSpan _end;
    private int _objects;

    /// <summary>A lease that lasts at least the time to live from now.</summary>
    /// <exception cref="StoreException">A new lease was needed and could not be had.</exception>
    public async ValueTask<long> GetAsync(TimeSpan timeToLive, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var reuse = timeToLive / 20 < MaxReuse ? timeToLive / 20 : MaxReuse;
            var end = time.GetElapsedTime(_origin) + timeToLive;
            if (_lease != 0 && _objects < MaxObjects && end <= _end && _end <= end + reuse)
            {
                _objects++;
                return _lease;
            }
            _lease = await store.GrantLeaseAsync(timeToLive + reuse, cancellationToken);
            _end = end + reuse;
            _objects = 1;
            return _lease;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
