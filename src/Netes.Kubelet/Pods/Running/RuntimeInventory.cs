using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.State;

namespace Netes.Kubelet.Pods.Running;

/// <summary>All that the runtime has of one Pod.</summary>
internal sealed record RuntimeInventory(IReadOnlyList<SandboxRecord> Sandboxes, IReadOnlyList<ContainerRecord> Containers)
{
    public static RuntimeInventory Empty { get; } = new([], []);

    /// <summary>Asks the runtime for everything of one Pod, or, without a uid, of all Pods; by the Pods' uids.</summary>
    public static async Task<Dictionary<string, RuntimeInventory>> ReadAsync(IRuntimeService runtime, string? uid, CancellationToken cancellation)
    {
        Cri.V1.PodSandboxFilter? sandboxFilter = null;
        Cri.V1.ContainerFilter? containerFilter = null;
        if (uid is not null)
        {
            sandboxFilter = new();
            sandboxFilter.LabelSelector[CriLabels.PodUid] = uid;
            containerFilter = new();
            containerFilter.LabelSelector[CriLabels.PodUid] = uid;
        }
        var sandboxes = new Dictionary<string, List<SandboxRecord>>();
        foreach (var sandbox in await runtime.ListPodSandboxAsync(sandboxFilter, cancellation))
        {
            if (!sandbox.Labels.TryGetValue(CriLabels.PodUid, out string? pod)) continue;
            var record = await FindAsync(() => RuntimeRecords.ReadSandboxAsync(runtime, sandbox.Id, cancellation));
            if (record is not null) ListOf(sandboxes, pod).Add(record);
        }
        var containers = new Dictionary<string, List<ContainerRecord>>();
        foreach (var container in await runtime.ListContainersAsync(containerFilter, cancellation))
        {
            if (!container.Labels.TryGetValue(CriLabels.PodUid, out string? pod)) continue;
            var record = await FindAsync(() => RuntimeRecords.ReadContainerAsync(runtime, container.Id, container.PodSandboxId, cancellation));
            if (record is not null) ListOf(containers, pod).Add(record);
        }
        var result = new Dictionary<string, RuntimeInventory>();
        foreach (string pod in sandboxes.Keys.Union(containers.Keys))
            result[pod] = new RuntimeInventory(sandboxes.GetValueOrDefault(pod) ?? [], containers.GetValueOrDefault(pod) ?? []);
        return result;
    }

    private static List<T> ListOf<T>(Dictionary<string, List<T>> lists, string key)
    {
        if (!lists.TryGetValue(key, out var list)) lists.Add(key, list = []);
        return list;
    }

    /// <summary>What is listed may be gone by the time it is asked for.</summary>
    private static async Task<T?> FindAsync<T>(Func<Task<T>> read) where T : class
    {
        try
        {
            return await read();
        }
        catch (CriException e) when (e.IsNotFound)
        {
            return null;
        }
    }
}
