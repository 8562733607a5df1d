using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Netes.Client.Reconciling;

/// <summary>
/// Keys that need work. A key is in the queue at most once, and is never given to two workers at a time: one that is added
/// while it is being worked on comes again when that is done. Nothing is lost, nothing is done twice for nothing.
/// </summary>
/// <remarks>
/// dirty: needs work; processing: a worker has it. A key waits in the channel exactly when it is dirty and not processing.
/// </remarks>
public sealed class WorkQueue<TKey> : IDisposable where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly Dictionary<TKey, long> _dirty = [];
    private readonly Dictionary<TKey, long> _processing = [];
    private readonly Dictionary<TKey, long> _due = [];
    private readonly PriorityQueue<TKey, long> _delayed = new();
    private readonly ExponentialDelay<TKey> _failures;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly KeyValuePair<string, object?> _tag;
    private bool _shutDown;

    public WorkQueue(string name, TimeProvider time, ExponentialDelay<TKey>? failures = null)
    {
        _time = time;
        _failures = failures ?? new ExponentialDelay<TKey>();
        _tag = new("name", name);
        _timer = time.CreateTimer(static queue => ((WorkQueue<TKey>)queue!).ReleaseDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many keys wait for a worker.</summary>
    public int Count => _ready.Reader.Count;

    /// <summary>Whether no key waits, is worked on or is delayed.</summary>
    public bool IsIdle
    {
        get { lock (_lock) return _dirty.Count == 0 && _processing.Count == 0 && _due.Count == 0; }
    }

    public void Add(TKey key)
    {
        lock (_lock)
        {
            if (_shutDown || !_dirty.TryAdd(key, _time.GetTimestamp())) return;
            WorkQueueMetrics.Adds.Add(1, _tag);
            WorkQueueMetrics.Depth.Add(1, _tag);
            if (!_processing.ContainsKey(key)) _ready.Writer.TryWrite(key);
        }
    }

    /// <summary>Adds the key later. Of several delays for one key the earliest counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }
        lock (_lock)
        {
            if (_shutDown) return;
            long due = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
            if (_due.TryGetValue(key, out long known) && known <= due) return;
            _due[key] = due;
            _delayed.Enqueue(key, due);
            Arm();
        }
    }

    /// <summary>Adds the key after a delay that grows with each call until <see cref="Forget"/>.</summary>
    public void AddRateLimited(TKey key)
    {
        WorkQueueMetrics.Retries.Add(1, _tag);
        AddAfter(key, _failures.Next(key));
    }

    /// <summary>The key's work succeeded: its next failure starts with the smallest delay.</summary>
    public void Forget(TKey key) => _failures.Forget(key);

    /// <summary>How often the key was added rate-limited since it was last forgotten.</summary>
    public int Requeues(TKey key) => _failures.Failures(key);

    /// <summary>Takes a key; the caller must call <see cref="Done"/> for it.</summary>
    /// <returns>False when the queue is shut down and empty.</returns>
    public async ValueTask<(bool Taken, TKey? Key)> TakeAsync(CancellationToken cancellation)
    {
        while (await _ready.Reader.WaitToReadAsync(cancellation))
            if (TryTake(out var key)) return (true, key);
        return (false, default);
    }

    public bool TryTake([MaybeNullWhen(false)] out TKey key)
    {
        lock (_lock)
        {
            if (!_ready.Reader.TryRead(out key)) return false;
            _dirty.Remove(key, out long added);
            _processing.Add(key, _time.GetTimestamp());
            WorkQueueMetrics.Depth.Add(-1, _tag);
            WorkQueueMetrics.QueueDuration.Record(_time.GetElapsedTime(added).TotalSeconds, _tag);
            return true;
        }
    }

    /// <summary>The worker is finished with the key, whether it succeeded or not.</summary>
    public void Done(TKey key)
    {
        lock (_lock)
        {
            if (!_processing.Remove(key, out long started)) return;
            WorkQueueMetrics.WorkDuration.Record(_time.GetElapsedTime(started).TotalSeconds, _tag);
            if (_dirty.ContainsKey(key)) _ready.Writer.TryWrite(key);
        }
    }

    /// <summary>Takes no more keys; workers get those that wait and are then told that there are none.</summary>
    public void ShutDown()
    {
        lock (_lock)
        {
            _shutDown = true;
            _ready.Writer.TryComplete();
        }
    }

    public void Dispose()
    {
        ShutDown();
        _timer.Dispose();
    }

    private void ReleaseDue()
    {
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            while (_delayed.TryPeek(out var key, out long due) && due <= now)
            {
                _delayed.Dequeue();
                // An entry that an earlier one overtook is no longer the key's.
                if (!_due.TryGetValue(key, out long current) || current != due) continue;
                _due.Remove(key);
                Add(key);
            }
            if (!_shutDown) Arm();
        }
    }

    private void Arm()
    {
        if (!_delayed.TryPeek(out _, out long due)) return;
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), due);
        // Rounded up: a timer that fires a hair early would be set again and again.
        var rounded = TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 0, 4_000_000_000));
        _timer.Change(rounded, Timeout.InfiniteTimeSpan);
    }
}
