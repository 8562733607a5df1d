using Netes.Api.CoreV1;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>The defaults of a Service.</summary>
internal static class ServiceDefaults
{
    /// <summary>How long a client stays with one endpoint: three hours.</summary>
    private const int AffinitySeconds = 10800;

    public static void Apply(Service service)
    {
        var spec = service.Spec;
        if (spec.SessionAffinity.Length == 0) spec.SessionAffinity = "None";
        if (spec.SessionAffinity == "None") spec.SessionAffinityConfig = null;
        if (spec.SessionAffinity == "ClientIP")
        {
            if (spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds is null)
                spec.SessionAffinityConfig = new() { ClientIP = new() { TimeoutSeconds = AffinitySeconds } };
        }
        if (spec.Type.Length == 0) spec.Type = "ClusterIP";
        foreach (var port in spec.Ports ?? [])
        {
            if (port.Protocol.Length == 0) port.Protocol = "TCP";
            if (port.TargetPort == 0 || port.TargetPort == "") port.TargetPort = port.Port;
        }
        if (IsExternallyReachable(spec) && spec.ExternalTrafficPolicy.Length == 0) spec.ExternalTrafficPolicy = "Cluster";
        if (spec.Type is "ClusterIP" or "NodePort" or "LoadBalancer") spec.InternalTrafficPolicy ??= "Cluster";
        if (spec.Type == "LoadBalancer") spec.AllocateLoadBalancerNodePorts ??= true;
    }

    public static bool IsExternallyReachable(ServiceSpec spec) =>
        spec.Type is "LoadBalancer" or "NodePort" || (spec.Type == "ClusterIP" && spec.ExternalIPs is { Count: > 0 });
}
