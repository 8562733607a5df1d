using Netes.Kubelet.Cri;

namespace Netes.Kubelet.Runtime;

/// <summary>Stops and removes every sandbox, some at once: what is left then are shims that are broken.</summary>
internal static class SandboxRemoval
{
    private const int AtOnce = 8;

    /// <returns>What went wrong, a line a sandbox.</returns>
    public static async Task<IReadOnlyList<string>> RemoveAllAsync(IRuntimeService runtime, CancellationToken cancellation)
    {
        var failures = new System.Collections.Concurrent.ConcurrentBag<string>();
        var containers = await runtime.ListContainersAsync(null, cancellation).ConfigureAwait(false);
        var sandboxes = await runtime.ListPodSandboxAsync(null, cancellation).ConfigureAwait(false);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(containers, parallel, (container, token) =>
            TryAsync(container.Id, async () =>
            {
                await runtime.StopContainerAsync(container.Id, TimeSpan.Zero, token).ConfigureAwait(false);
                await runtime.RemoveContainerAsync(container.Id, token).ConfigureAwait(false);
            })).ConfigureAwait(false);
        await Parallel.ForEachAsync(sandboxes, parallel, (sandbox, token) =>
            TryAsync(sandbox.Id, async () =>
            {
                await runtime.StopPodSandboxAsync(sandbox.Id, token).ConfigureAwait(false);
                await runtime.RemovePodSandboxAsync(sandbox.Id, token).ConfigureAwait(false);
            })).ConfigureAwait(false);
        return [.. failures];

        async ValueTask TryAsync(string id, Func<Task> action)
        {
            try
            {
                await action().ConfigureAwait(false);
            }
            catch (CriException e)
            {
                failures.Add($"{id}: {e.Detail}");
            }
        }
    }
}
