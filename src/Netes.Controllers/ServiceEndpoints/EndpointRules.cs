using System.Net;
using System.Net.Sockets;
using Netes.Api.CoreV1;
using Netes.Controllers.Pods;

namespace Netes.Controllers.ServiceEndpoints;

/// <summary>What both kinds of endpoints share: which Pods count, under which addresses and ports.</summary>
internal static class EndpointRules
{
    public const string ServiceNameLabel = "kubernetes.io/service-name";
    public const string HeadlessLabel = "service.kubernetes.io/headless";
    public const string TriggerTimeAnnotation = "endpoints.kubernetes.io/last-change-trigger-time";

    public static bool HasEndpoints(Service service) => service.Spec.Type != ServiceType.ExternalName && service.Spec.Selector is { Count: > 0 };

    public static bool IsHeadless(Service service) => service.Spec.ClusterIP is "None" or "";

    /// <summary>Whether a Pod can be reached at all: it runs, or is still on its way out, and has an address.</summary>
    public static bool Counts(Pod pod, bool includeTerminating)
    {
        if (PodState.IsTerminal(pod) || (pod.Status.PodIP.Length == 0 && pod.Status.PodIPs is not { Count: > 0 })) return false;
        return includeTerminating || pod.Metadata.DeletionTimestamp is null;
    }

    /// <summary>The Pod's addresses of one family, "IPv4" or "IPv6".</summary>
    public static List<string> Addresses(Pod pod, string family)
    {
        var all = pod.Status.PodIPs is { Count: > 0 } ips ? ips.Select(ip => ip.Ip) : [pod.Status.PodIP];
        return [.. all.Where(ip => FamilyOf(ip) == family)];
    }

    public static string FamilyOf(string address) =>
        IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 ? IPFamily.IPv6 : IPFamily.IPv4;

    public static bool HasHostname(Pod pod, Service service) =>
        pod.Spec.Hostname.Length > 0 && pod.Spec.Subdomain == service.Metadata.Name && service.Metadata.Namespace == pod.Metadata.Namespace;

    /// <summary>The number behind a Service's port on one Pod: the target itself, or the Pod's port of that name.
    /// Null when the Pod has no such port; then it takes no part in this port.</summary>
    public static int? ResolvePort(ServicePort port, Pod pod)
    {
        if (!port.TargetPort.IsString) return port.TargetPort.IntValue != 0 ? port.TargetPort.IntValue : port.Port;
        string protocol = ProtocolOf(port.Protocol);
        foreach (var container in pod.Spec.Containers ?? [])
            if (Find(container) is { } found) return found;
        // A sidecar is an init container that runs on.
        foreach (var container in pod.Spec.InitContainers ?? [])
            if (container.RestartPolicy == "Always" && Find(container) is { } found) return found;
        return null;

        int? Find(Container container) => container.Ports?.Find(
            p => p.Name == port.TargetPort.StringValue && ProtocolOf(p.Protocol) == protocol)?.ContainerPortValue;
    }

    public static ObjectReference Reference(Pod pod) => new()
    {
        Kind = "Pod",
        Namespace = pod.Metadata.Namespace,
        Name = pod.Metadata.Name,
        Uid = pod.Metadata.Uid,
    };

    /// <summary>When the change happened that the endpoints now tell of: the latest of the Service's birth and its Pods' changes of readiness.</summary>
    public static DateTime? TriggerTime(Service service, IEnumerable<Pod> pods)
    {
        DateTime? latest = service.Metadata.CreationTimestamp;
        foreach (var pod in pods)
        {
            var changed = pod.Metadata.DeletionTimestamp ?? PodState.Condition(pod, PodConditionType.Ready)?.LastTransitionTime;
            if (changed > latest) latest = changed;
        }
        return latest;
    }

    public static string ProtocolOf(string protocol) => protocol.Length > 0 ? protocol : Protocol.TCP;
}
