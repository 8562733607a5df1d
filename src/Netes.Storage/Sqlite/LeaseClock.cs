namespace Netes.Storage.Sqlite;

/// <summary>
/// When which lease ends. One timer, set to the earliest end; a lease that is kept alive is only moved when its old time
/// comes.
/// </summary>
internal sealed class LeaseClock : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly Action<long> _expire;
    private readonly ITimer _timer;
    private readonly Dictionary<long, (TimeSpan TimeToLive, TimeSpan End)> _leases = [];
    private readonly PriorityQueue<long, TimeSpan> _ends = new();

    /// <param name="time">The clock.</param>
    /// <param name="expire">Called when a lease may have ended; it asks <see cref="TryTakeDue"/> at the last moment.</param>
    public LeaseClock(TimeProvider time, Action<long> expire)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _expire = expire;
        _timer = time.CreateTimer(static clock => ((LeaseClock)clock!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>On a clock that nobody sets back.</summary>
    private TimeSpan Now => _time.GetElapsedTime(_origin);

    public void Add(long lease, TimeSpan timeToLive)
    {
        lock (_gate)
        {
            var end = Now + timeToLive;
            _leases[lease] = (timeToLive, end);
            _ends.Enqueue(lease, end);
            SetTimer();
        }
    }

    public bool KeepAlive(long lease)
    {
        lock (_gate)
        {
            if (!_leases.TryGetValue(lease, out var state)) return false;
            _leases[lease] = state with { End = Now + state.TimeToLive };
            return true;
        }
    }

    /// <summary>Takes the lease out if its time is over. From then on it can't be kept alive any more.</summary>
    public bool TryTakeDue(long lease, out TimeSpan timeToLive)
    {
        lock (_gate)
        {
            var known = _leases.TryGetValue(lease, out var state);
            timeToLive = state.TimeToLive;
            return known && state.End <= Now && _leases.Remove(lease);
        }
    }

    public void Remove(long lease)
    {
        lock (_gate) _leases.Remove(lease);
    }

    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        var due = new List<long>();
        lock (_gate)
        {
            var now = Now;
            while (_ends.TryPeek(out var lease, out var end) && end <= now)
            {
                _ends.Dequeue();
                if (!_leases.TryGetValue(lease, out var state)) continue;
                if (state.End <= now) due.Add(lease);
                else _ends.Enqueue(lease, state.End);
            }
            SetTimer();
        }
        foreach (var lease in due) _expire(lease);
    }

    private void SetTimer()
    {
        if (!_ends.TryPeek(out _, out var end)) return;
        var wait = end - Now;
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
    }
}
