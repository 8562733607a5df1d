using System.Collections.Concurrent;

namespace Netes.Scheduler;

/// <summary>Work for the scheduling loop from other threads, in order.</summary>
internal sealed class Inbox
{
    private readonly ConcurrentQueue<Action> _actions = new();
    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Post(Action action)
    {
        _actions.Enqueue(action);
        if (_signal.CurrentCount == 0)
        {
            try
            {
                _signal.Release();
            }
            catch (SemaphoreFullException)
            {
                // Two posted at once: the loop is woken either way.
            }
        }
    }

    public void Drain()
    {
        while (_actions.TryDequeue(out Action? action))
        {
            action();
        }
    }

    /// <summary>Waits for work, at most this long.</summary>
    public async Task WaitAsync(TimeSpan? timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        if (timeout is null)
        {
            await _signal.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        using var timer = new CancellationTokenSource(timeout.Value, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _signal.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time is up.
        }
    }
}
