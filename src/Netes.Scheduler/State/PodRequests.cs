using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.Scheduler.State;

/// <summary>
/// What a Pod asks of its node (https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers):
/// the greater of all containers together and the most demanding moment of initialisation, sidecars (KEP-753) counted from
/// their start on, plus overhead; Pod-level requests (KEP-2837) go before the containers'.
/// </summary>
internal static class PodRequests
{
    /// <summary>What a container without requests counts as when nodes are compared; never when they are filtered.</summary>
    private const long DefaultMilliCpu = 100;
    private const long DefaultMemory = 200 * 1024 * 1024;

    public static ResourceVector Of(Pod pod, ResourceNames names, bool nonZero = false)
    {
        PodSpec spec = pod.Spec;
        var total = new ResourceVector();
        foreach (Container container in spec.Containers ?? [])
        {
            total.Add(RequestsOf(container, names, nonZero));
        }

        var sidecars = new ResourceVector();
        var initPeak = new ResourceVector();
        foreach (Container container in spec.InitContainers ?? [])
        {
            ResourceVector requests = RequestsOf(container, names, nonZero);
            if (container.RestartPolicy == "Always")
            {
                total.Add(requests);
                sidecars.Add(requests);
                initPeak.Max(sidecars);
            }
            else
            {
                requests.Add(sidecars);
                initPeak.Max(requests);
            }
        }

        total.Max(initPeak);
        foreach ((string name, Quantity amount) in spec.Resources?.Requests ?? [])
        {
            total.Set(name, amount, names);
        }

        if (spec.Overhead is { Count: > 0 })
        {
            total.Add(ResourceVector.From(spec.Overhead, names));
        }

        return total;
    }

    private static ResourceVector RequestsOf(Container container, ResourceNames names, bool nonZero)
    {
        Dictionary<string, Quantity>? requests = container.Resources.Requests;
        ResourceVector vector = ResourceVector.From(requests, names);
        if (nonZero)
        {
            if (requests is null || !requests.ContainsKey("cpu"))
            {
                vector.MilliCpu = DefaultMilliCpu;
            }

            if (requests is null || !requests.ContainsKey("memory"))
            {
                vector.Memory = DefaultMemory;
            }
        }

        return vector;
    }
}
