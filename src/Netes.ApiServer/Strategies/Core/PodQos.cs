using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/</summary>
internal static class PodQos
{
    public static string Class(PodSpec spec)
    {
        if (spec.Resources is { } pod && (pod.Limits is { Count: > 0 } || pod.Requests is { Count: > 0 }))
            return Of([pod]);
        return Of([.. (spec.Containers ?? []).Concat(spec.InitContainers ?? []).Select(c => c.Resources)]);
    }

    private static string Of(List<ResourceRequirements> all)
    {
        var guaranteed = true;
        var any = false;
        var requests = new Dictionary<string, Quantity>();
        var limits = new Dictionary<string, Quantity>();
        foreach (var resources in all)
        {
            any |= AddComputeTo(requests, resources.Requests) > 0;
            var limited = AddComputeTo(limits, resources.Limits);
            any |= limited > 0;
            guaranteed &= limited == 2;
        }
        if (!any) return "BestEffort";
        guaranteed &= requests.Count == limits.Count && requests.All(r => limits.TryGetValue(r.Key, out var limit) && limit == r.Value);
        return guaranteed ? "Guaranteed" : "Burstable";
    }

    /// <summary>Adds CPU and memory, the only resources that count here; returns how many of them there were.</summary>
    private static int AddComputeTo(Dictionary<string, Quantity> sum, Dictionary<string, Quantity>? more)
    {
        var count = 0;
        foreach (var (name, amount) in more ?? [])
        {
            if (name is not ("cpu" or "memory") || amount.Sign <= 0) continue;
            count++;
            sum[name] = sum.TryGetValue(name, out var present) ? present + amount : amount;
        }
        return count;
    }
}
