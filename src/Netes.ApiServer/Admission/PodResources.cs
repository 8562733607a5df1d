using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission;

/// <summary>
/// What a whole Pod asks for or is limited to: its containers' sum, or the most that any moment of its start needs, whichever is
/// larger (KEP-753); what the Pod itself states comes before that (KEP-2837).
/// </summary>
internal static class PodResources
{
    public static Dictionary<string, Quantity> Requests(PodSpec spec, bool withOverhead) =>
        Sum(spec, spec.Resources?.Requests, static r => r?.Requests, withOverhead, static (_, _) => true);

    /// <summary>The overhead counts only for what is limited at all.</summary>
    public static Dictionary<string, Quantity> Limits(PodSpec spec, bool withOverhead) =>
        Sum(spec, spec.Resources?.Limits, static r => r?.Limits, withOverhead, static (total, name) => total.TryGetValue(name, out Quantity q) && !q.IsZero);

    private static Dictionary<string, Quantity> Sum(PodSpec spec, Dictionary<string, Quantity>? ofPod, Func<ResourceRequirements?, Dictionary<string, Quantity>?> pick,
        bool withOverhead, Func<Dictionary<string, Quantity>, string, bool> takesOverhead)
    {
        var total = new Dictionary<string, Quantity>();
        foreach (Container container in spec.Containers ?? []) Add(total, pick(container.Resources));
        Dictionary<string, Quantity> sidecars = [], start = [];
        foreach (Container container in spec.InitContainers ?? [])
        {
            Dictionary<string, Quantity>? own = pick(container.Resources);
            if (container.RestartPolicy == "Always")
            {
                Add(total, own);
                Add(sidecars, own);
                Raise(start, sidecars);
                continue;
            }
            var moment = new Dictionary<string, Quantity>(sidecars);
            Add(moment, own);
            Raise(start, moment);
        }
        Raise(total, start);
        foreach ((string name, Quantity amount) in ofPod ?? []) total[name] = amount;
        if (withOverhead)
        {
            foreach ((string name, Quantity amount) in spec.Overhead ?? [])
            {
                if (takesOverhead(total, name)) total[name] = total.GetValueOrDefault(name) + amount;
            }
        }
        return total;
    }

    private static void Add(Dictionary<string, Quantity> sum, Dictionary<string, Quantity>? more)
    {
        foreach ((string name, Quantity amount) in more ?? []) sum[name] = sum.TryGetValue(name, out Quantity present) ? present + amount : amount;
    }

    private static void Raise(Dictionary<string, Quantity> sum, Dictionary<string, Quantity> floor)
    {
        foreach ((string name, Quantity amount) in floor)
        {
            if (!sum.TryGetValue(name, out Quantity present) || amount > present) sum[name] = amount;
        }
    }
}
