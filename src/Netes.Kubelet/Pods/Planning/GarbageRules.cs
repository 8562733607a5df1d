using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.State;

namespace Netes.Kubelet.Pods.Planning;

/// <summary>Dead containers are kept as far as somebody may still ask for their logs: the last one of each name, and the
/// one before it while a newer runs or waits (<c>kubectl logs --previous</c>).</summary>
internal static class GarbageRules
{
    public static IReadOnlyList<ContainerRecord> DeadContainers(Pod pod, PodRuntimeState state)
    {
        List<ContainerRecord>? dead = null;
        foreach (var slot in state.Slots.Values)
        {
            for (int i = 1; i < slot.Records.Count; i++)
            {
                var record = slot.Records[i];
                bool stale = i > 1 || record.Phase is ContainerPhase.Created or ContainerPhase.Unknown;
                if (stale && record.Phase != ContainerPhase.Running) (dead ??= []).Add(record);
            }
        }
        return dead ?? (IReadOnlyList<ContainerRecord>)[];
    }

    /// <summary>Sandboxes that were replaced, once no container in them is worth keeping.</summary>
    public static IReadOnlyList<SandboxRecord> OldSandboxes(PodRuntimeState state)
    {
        List<SandboxRecord>? old = null;
        for (int i = 1; i < state.Sandboxes.Count; i++)
        {
            var sandbox = state.Sandboxes[i];
            if (sandbox.Ready && !sandbox.Stopped) continue;
            if (!state.Slots.Values.Any(s => s.Records.Any(r => r.SandboxId == sandbox.Id))) (old ??= []).Add(sandbox);
        }
        return old ?? (IReadOnlyList<SandboxRecord>)[];
    }
}
