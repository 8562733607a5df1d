using Netes.Api;
using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies.Core;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Admission.Quota;

/// <summary>Counts Pods, what they ask for and what they are limited to. Of those that have ended only the object counts.</summary>
internal sealed class PodUsage(TimeProvider time) : IUsageEvaluator
{
    private static readonly string[] Named =
    [
        "count/pods", "pods", "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage",
        "limits.cpu", "limits.memory", "limits.ephemeral-storage",
    ];

    // Where a quota limits one of these, every container must state it.
    private static readonly string[] Demanded = ["cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu", "requests.memory"];

    public bool Handles(AdmissionRequest request) =>
        request.Subresource.Length == 0 && request.Operation == AdmissionOperation.Create
        || request.Subresource == "resize" && request.Operation == AdmissionOperation.Update;

    public bool Tracks(string resource) => Named.Contains(resource) || resource.StartsWith("hugepages-", StringComparison.Ordinal)
        || resource.StartsWith("requests.", StringComparison.Ordinal) && (resource.StartsWith("requests.hugepages-", StringComparison.Ordinal) || !ResourceNames.IsNative(resource));

    public bool IsInScope(ScopedResourceSelectorRequirement scope, IApiKind obj)
    {
        var pod = (Pod)obj;
        return scope.ScopeName switch
        {
            "Terminating" => pod.Spec.ActiveDeadlineSeconds is >= 0,
            "NotTerminating" => pod.Spec.ActiveDeadlineSeconds is not >= 0,
            "BestEffort" => Class(pod) == "BestEffort",
            "NotBestEffort" => Class(pod) != "BestEffort",
            "PriorityClass" => QuotaScopes.Matches(scope, pod.Spec.PriorityClassName),
            "CrossNamespacePodAffinity" => UsesOtherNamespaces(pod.Spec.Affinity),
            _ => false,
        };
    }

    public string? Missing(IReadOnlyCollection<string> limited, IApiKind obj)
    {
        var spec = ((Pod)obj).Spec;
        var parts = new List<string>();
        foreach (string resource in Demanded.Where(limited.Contains))
        {
            string[] lacking =
            [
                .. (spec.Containers ?? []).Concat(spec.InitContainers ?? []).Where(c => !States(c, resource)).Select(c => c.Name)
                    .Distinct().Order(StringComparer.Ordinal),
            ];
            if (lacking.Length > 0) parts.Add($"{resource} for: {string.Join(",", lacking)}");
        }
        return parts.Count == 0 ? null : "must specify " + string.Join("; ", parts);
    }

    public Dictionary<string, Quantity> Usage(IApiKind obj)
    {
        var pod = (Pod)obj;
        var usage = new Dictionary<string, Quantity> { ["count/pods"] = Quantity.FromUnits(1) };
        if (HasEnded(pod)) return usage;
        usage["pods"] = Quantity.FromUnits(1);
        foreach ((string name, Quantity amount) in PodResources.Requests(pod.Spec, withOverhead: true))
        {
            bool basic = name is "cpu" or "memory" or "ephemeral-storage", huge = ResourceNames.IsHugePages(name);
            if (basic || huge) usage[name] = amount;
            if (basic || huge || ResourceNames.IsExtended(name)) usage["requests." + name] = amount;
        }
        foreach ((string name, Quantity amount) in PodResources.Limits(pod.Spec, withOverhead: true))
        {
            if (name is "cpu" or "memory" or "ephemeral-storage") usage["limits." + name] = amount;
        }
        return usage;
    }

    private bool HasEnded(Pod pod)
    {
        if (pod.Status.Phase is "Failed" or "Succeeded") return true;
        // A Pod whose time to stop is over is gone as far as its quota is concerned.
        return pod.Metadata.DeletionTimestamp is { } deleted && pod.Metadata.DeletionGracePeriodSeconds is { } grace
            && time.GetUtcNow().UtcDateTime > deleted.AddSeconds(grace);
    }

    private static bool States(Container container, string resource)
    {
        int dot = resource.IndexOf('.', StringComparison.Ordinal);
        string name = resource[(dot + 1)..];
        return (resource.StartsWith("limits.", StringComparison.Ordinal) ? container.Resources.Limits : container.Resources.Requests)?.ContainsKey(name) == true;
    }

    private static string Class(Pod pod) => pod.Status.QosClass.Length > 0 ? pod.Status.QosClass : PodQos.Class(pod.Spec);

    private static bool UsesOtherNamespaces(Affinity? affinity) =>
        Any(affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution, affinity?.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution)
        || Any(affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution, affinity?.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution);

    private static bool Any(List<PodAffinityTerm>? required, List<WeightedPodAffinityTerm>? preferred) =>
        (required ?? []).Concat((preferred ?? []).Select(p => p.PodAffinityTerm)).Any(t => t.Namespaces is { Count: > 0 } || t.NamespaceSelector is not null);
}
