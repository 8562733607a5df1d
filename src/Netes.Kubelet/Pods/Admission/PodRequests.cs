using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.Admission;

/// <summary>What a Pod asks of a node: the containers together, or the largest moment of its initialisation, and its overhead.
/// https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers</summary>
internal static class PodRequests
{
    public static Dictionary<string, Quantity> Of(PodSpec spec)
    {
        var total = new Dictionary<string, Quantity>();
        foreach (var container in spec.Containers ?? []) Add(total, container.Resources.Requests);
        var sidecars = new Dictionary<string, Quantity>();
        var peak = new Dictionary<string, Quantity>();
        foreach (var container in spec.InitContainers ?? [])
        {
            if (PodContainers.IsSidecar(container))
            {
                Add(total, container.Resources.Requests);
                Add(sidecars, container.Resources.Requests);
                Max(peak, sidecars);
                continue;
            }
            var moment = new Dictionary<string, Quantity>(sidecars);
            Add(moment, container.Resources.Requests);
            Max(peak, moment);
        }
        Max(total, peak);
        foreach (var (name, amount) in spec.Resources?.Requests ?? []) total[name] = amount;
        Add(total, spec.Overhead);
        return total;
    }

    private static void Add(Dictionary<string, Quantity> sum, Dictionary<string, Quantity>? more)
    {
        foreach (var (name, amount) in more ?? []) sum[name] = sum.TryGetValue(name, out var before) ? before + amount : amount;
    }

    private static void Max(Dictionary<string, Quantity> sum, Dictionary<string, Quantity> other)
    {
        foreach (var (name, amount) in other)
            if (!sum.TryGetValue(name, out var before) || before < amount) sum[name] = amount;
    }
}
