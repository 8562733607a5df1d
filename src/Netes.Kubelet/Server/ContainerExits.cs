using System.Collections.Concurrent;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Server;

/// <summary>Lets the followers of logs wait for the end of a container, by the runtime's events.</summary>
internal sealed class ContainerExits(IRuntimeService runtime, IContainerEvents events) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private Task? watching;

    /// <returns>A task that completes when the container has ended; at once when it already has.</returns>
    public async Task<Task> EndOfAsync(string containerId, CancellationToken cancellation)
    {
        lock (gate) watching ??= WatchAsync();
        var end = waiting.GetOrAdd(containerId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        // After it is known to wait: an exit before this question is seen here, a later one comes as an event.
        if (!await RunsAsync(containerId, cancellation).ConfigureAwait(false)) Complete(containerId);
        return end.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        if (watching is not null) await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task WatchAsync()
    {
        await foreach (var item in events.WatchAsync(stop.Token).ConfigureAwait(false))
        {
            if (item.Kind is ContainerEventKind.Stopped or ContainerEventKind.Deleted)
            {
                Complete(item.ContainerId);
            }
            else if (item.Kind == ContainerEventKind.Resync)
            {
                foreach (var id in waiting.Keys)
                    if (!await RunsAsync(id, stop.Token).ConfigureAwait(false)) Complete(id);
            }
        }
    }

    private void Complete(string id)
    {
        if (waiting.TryRemove(id, out var end)) end.TrySetResult();
    }

    private async Task<bool> RunsAsync(string id, CancellationToken cancellation)
    {
        try
        {
            var status = await runtime.ContainerStatusAsync(id, verbose: false, cancellation).ConfigureAwait(false);
            return status.Status.State is ContainerState.ContainerRunning or ContainerState.ContainerCreated;
        }
        catch (CriException e) when (e.IsNotFound)
        {
            return false;
        }
        catch (CriException)
        {
            return true; // not known now: a later event or Resync will tell
        }
    }
}
