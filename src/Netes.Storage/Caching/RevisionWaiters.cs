namespace Netes.Storage.Caching;

/// <summary>Who waits for the cache to reach which revision.</summary>
internal sealed class RevisionWaiters
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    private StoreException? _failure;
    private long _reached = -1;

    /// <summary>Completes when the revision has been reached (0: when anything has been loaded).</summary>
    public Task WaitAsync(long revision)
    {
        lock (_gate)
        {
            if (_failure is not null) return Task.FromException(_failure);
            if (_reached >= revision) return Task.CompletedTask;
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiter, revision);
            return waiter.Task;
        }
    }

    public bool Any
    {
        get
        {
            lock (_gate) return _waiting.Count > 0;
        }
    }

    public void Reach(long revision)
    {
        lock (_gate)
        {
            _reached = Math.Max(_reached, revision);
            while (_waiting.TryPeek(out var waiter, out var wanted) && wanted <= revision)
            {
                _waiting.Dequeue();
                waiter.TrySetResult();
            }
        }
    }

    /// <summary>The cache can't go on; nobody waits in vain.</summary>
    public void Fail(StoreException failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
            while (_waiting.TryDequeue(out var waiter, out _)) waiter.TrySetException(_failure);
        }
    }
}
