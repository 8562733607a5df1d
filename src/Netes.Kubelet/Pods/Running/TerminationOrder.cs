using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.Running;

/// <summary>
/// The order in which a Pod's containers are stopped: the regular ones together, then the sidecars one by one, last started
/// first (KEP-753). Each waits for its turn, but no longer than its grace period.
/// </summary>
internal sealed class TerminationOrder
{
    private readonly Dictionary<string, TaskCompletionSource> _ended = [];
    private readonly Dictionary<string, List<string>> _waitsFor = [];

    /// <param name="running">Names of the containers that are to be stopped.</param>
    public TerminationOrder(Pod pod, IEnumerable<string> running)
    {
        foreach (string name in running) _ended[name] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = new List<string>();
        foreach (var container in pod.Spec.Containers ?? []) before.Add(container.Name);
        var inits = pod.Spec.InitContainers ?? [];
        for (int i = inits.Count - 1; i >= 0; i--)
        {
            if (!PodContainers.IsSidecar(inits[i])) continue;
            _waitsFor[inits[i].Name] = [.. before];
            before.Add(inits[i].Name);
        }
    }

    public Task TurnOf(string name) => _waitsFor.TryGetValue(name, out var others)
        ? Task.WhenAll(others.Where(_ended.ContainsKey).Select(o => _ended[o].Task)) : Task.CompletedTask;

    public void Ended(string name)
    {
        if (_ended.TryGetValue(name, out var ended)) ended.TrySetResult();
    }
}
