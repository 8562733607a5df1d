using Netes.Api;
using Netes.Api.CoreV1;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>The defaults of Pods and of Pod templates.</summary>
internal static class PodDefaults
{
    /// <summary>The defaults of every Pod spec, a template's too.</summary>
    public static void Apply(PodSpec spec)
    {
        if (spec.RestartPolicy.Length == 0) spec.RestartPolicy = "Always";
        if (spec.DnsPolicy.Length == 0) spec.DnsPolicy = "ClusterFirst";
        if (spec.SchedulerName.Length == 0) spec.SchedulerName = "default-scheduler";
        spec.SecurityContext ??= new();
        spec.TerminationGracePeriodSeconds ??= 30;
        // serviceAccount is the old name of serviceAccountName; both are always shown.
        if (spec.ServiceAccountName.Length == 0) spec.ServiceAccountName = spec.ServiceAccount;
        spec.ServiceAccount = spec.ServiceAccountName;
        foreach (var volume in spec.Volumes ?? [])
            VolumeDefaults.Apply(volume);
        foreach (var container in spec.InitContainers ?? [])
            ContainerDefaults.Apply(container);
        foreach (var container in spec.Containers ?? [])
            ContainerDefaults.Apply(container);
        foreach (var container in spec.EphemeralContainers ?? [])
            ContainerDefaults.Apply(container);
        if (spec.Overhead is { } overhead) ContainerDefaults.RoundAmounts(overhead);
        ContainerDefaults.RoundAmounts(spec.Resources?.Limits);
        ContainerDefaults.RoundAmounts(spec.Resources?.Requests);
    }

    /// <summary>The defaults of a Pod itself, on top of those of its spec. A template leaves these open.</summary>
    public static void Apply(Pod pod)
    {
        var spec = pod.Spec;
        Apply(spec);
        foreach (var container in spec.Containers ?? [])
            RequestsFromLimits(container.Resources);
        foreach (var container in spec.InitContainers ?? [])
            RequestsFromLimits(container.Resources);
        PodLevelRequests(spec);
        spec.EnableServiceLinks ??= true;
        if (spec.HostNetwork)
        {
            HostPorts(spec.Containers);
            HostPorts(spec.InitContainers);
        }
    }

    private static void HostPorts(List<Container>? containers)
    {
        foreach (var port in (containers ?? []).SelectMany(c => c.Ports ?? []))
        {
            if (port.HostPort == 0) port.HostPort = port.ContainerPortValue;
        }
    }

    private static void RequestsFromLimits(ResourceRequirements resources)
    {
        if (resources.Limits is null) return;
        resources.Requests ??= [];
        foreach (var (name, limit) in resources.Limits)
            resources.Requests.TryAdd(name, limit);
    }

    /// <summary>KEP-2837: where a Pod asks for resources as a whole, what it doesn't say follows from its containers and limits.</summary>
    private static void PodLevelRequests(PodSpec spec)
    {
        if (spec.Resources is not { } resources) return;
        if (resources.Limits is not { Count: > 0 } && resources.Requests is not { Count: > 0 }) return;
        var requests = resources.Requests ?? [];
        foreach (var (name, sum) in PodRequests.OfContainers(spec))
        {
            if (name is "cpu" or "memory") requests.TryAdd(name, sum);
        }
        foreach (var (name, limit) in resources.Limits ?? [])
        {
            if (name is "cpu" or "memory" || ResourceNames.IsHugePages(name)) requests.TryAdd(name, limit);
        }
        if (requests.Count > 0) resources.Requests = requests;
    }
}
