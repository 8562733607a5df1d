using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.Limits;

/// <summary>Fills in what a LimitRange gives to containers that don't say it themselves, and notes it on the Pod.</summary>
internal static class LimitDefaults
{
    private const string Annotation = "kubernetes.io/limit-ranger";

    public static void Apply(Pod pod, LimitRange range)
    {
        Dictionary<string, Quantity> requests = [], limits = [];
        foreach (LimitRangeItem item in range.Spec.Limits ?? [])
        {
            if (item.Type != "Container") continue;
            foreach ((string name, Quantity amount) in item.DefaultRequest ?? []) requests[name] = amount;
            foreach ((string name, Quantity amount) in item.Default ?? []) limits[name] = amount;
        }
        if (requests.Count + limits.Count == 0) return;
        var notes = new List<string>();
        foreach (Container container in pod.Spec.Containers ?? []) Fill(container, requests, limits, "container", notes);
        foreach (Container container in pod.Spec.InitContainers ?? []) Fill(container, requests, limits, "init container", notes);
        if (notes.Count > 0) (pod.Metadata.Annotations ??= [])[Annotation] = "LimitRanger plugin set: " + string.Join("; ", notes);
    }

    private static void Fill(Container container, Dictionary<string, Quantity> requests, Dictionary<string, Quantity> limits, string sort, List<string> notes)
    {
        container.Resources.Requests = Merge(container.Resources.Requests, requests, out string[] setRequests);
        container.Resources.Limits = Merge(container.Resources.Limits, limits, out string[] setLimits);
        if (setRequests.Length > 0) notes.Add($"{string.Join(", ", setRequests)} request for {sort} {container.Name}");
        if (setLimits.Length > 0) notes.Add($"{string.Join(", ", setLimits)} limit for {sort} {container.Name}");
    }

    private static Dictionary<string, Quantity>? Merge(Dictionary<string, Quantity>? own, Dictionary<string, Quantity> defaults, out string[] set)
    {
        set = [.. defaults.Keys.Where(name => own?.ContainsKey(name) != true).Order(StringComparer.Ordinal)];
        if (set.Length == 0) return own;
        own ??= [];
        foreach (string name in set) own[name] = defaults[name];
        return own;
    }
}
