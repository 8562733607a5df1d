using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.Status;

/// <summary>Quality of service: who is killed first when memory runs out.
/// https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/</summary>
internal static class PodQuality
{
    private static readonly string[] Counted = ["cpu", "memory"];

    public static string ClassOf(PodSpec spec)
    {
        if (spec.Resources is { } pod && (Any(pod.Requests) || Any(pod.Limits))) return IsGuaranteed(pod) ? PodQOSClass.Guaranteed : PodQOSClass.Burstable;
        bool any = false, guaranteed = true;
        foreach (var container in (spec.Containers ?? []).Concat(spec.InitContainers ?? []))
        {
            var resources = container.Resources;
            any |= Any(resources.Requests) || Any(resources.Limits);
            guaranteed &= IsGuaranteed(resources);
        }
        return !any ? PodQOSClass.BestEffort : guaranteed ? PodQOSClass.Guaranteed : PodQOSClass.Burstable;
    }

    private static bool IsGuaranteed(ResourceRequirements resources)
    {
        foreach (string name in Counted)
        {
            if (resources.Limits is null || !resources.Limits.TryGetValue(name, out var limit) || limit.CompareTo(default) <= 0) return false;
            if (resources.Requests is not null && resources.Requests.TryGetValue(name, out var request) && request.CompareTo(limit) != 0) return false;
        }
        return true;
    }

    private static bool Any(Dictionary<string, Quantity>? amounts)
    {
        if (amounts is null) return false;
        foreach (string name in Counted)
            if (amounts.TryGetValue(name, out var amount) && amount.CompareTo(default) > 0) return true;
        return false;
    }
}
