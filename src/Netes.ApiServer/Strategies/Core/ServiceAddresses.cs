using Netes.Api.CoreV1;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>Keeps the two ways to say a Service's addresses, clusterIP and clusterIPs, in step (KEP-563).</summary>
internal static class ServiceAddresses
{
    /// <summary>An update may leave out what the server gave the Service: it is kept.</summary>
    public static void Patch(ServiceSpec spec, ServiceSpec old)
    {
        if (NeedsClusterIP(old) && NeedsClusterIP(spec))
        {
            if (spec.ClusterIP.Length == 0 && spec.ClusterIPs is not { Count: > 0 })
            {
                spec.ClusterIP = old.ClusterIP;
                spec.ClusterIPs = old.ClusterIPs;
            }
        }
        if (NeedsNodePort(old) && NeedsNodePort(spec)) KeepNodePorts(spec, old);
        if (NeedsHealthCheckPort(old) && NeedsHealthCheckPort(spec) && spec.HealthCheckNodePort == 0)
            spec.HealthCheckNodePort = old.HealthCheckNodePort;
        if (spec.Type != "ExternalName" && old.Type != "ExternalName")
        {
            spec.IpFamilyPolicy ??= old.IpFamilyPolicy;
            if (spec.IpFamilies is not { Count: > 0 }) spec.IpFamilies = old.IpFamilies;
        }
    }

    private static void KeepNodePorts(ServiceSpec spec, ServiceSpec old)
    {
        var used = (spec.Ports ?? []).Where(p => p.NodePort != 0).Select(p => (p.Protocol, p.NodePort)).ToHashSet();
        foreach (var port in spec.Ports ?? [])
        {
            if (port.NodePort != 0) continue;
            var before = (old.Ports ?? []).FirstOrDefault(p => p.Protocol == port.Protocol && p.Port == port.Port);
            if (before is { NodePort: not 0 } && used.Add((port.Protocol, before.NodePort))) port.NodePort = before.NodePort;
        }
    }

    public static void Normalize(ServiceSpec spec, ServiceSpec? old)
    {
        if (old is null)
        {
            // Made by a client that only knows the first.
            if (spec.ClusterIP.Length > 0 && spec.ClusterIPs is not { Count: > 0 }) spec.ClusterIPs = [spec.ClusterIP];
            return;
        }
        var sameList = (spec.ClusterIPs ?? []).SequenceEqual(old.ClusterIPs ?? []);
        if (old.ClusterIP.Length > 0 && spec.ClusterIP.Length == 0)
        {
            if (sameList) spec.ClusterIPs = null;
            return;
        }
        if (spec.ClusterIP == old.ClusterIP || !sameList) return;
        // A client that only knows clusterIP changed it: the list follows.
        spec.ClusterIPs = spec.ClusterIP.Length == 0 ? null : [spec.ClusterIP];
    }

    /// <summary>Clears what the new type has no use for, if the client left it as it was.</summary>
    public static void DropTypeDependent(Service service, Service old)
    {
        var spec = service.Spec;
        if (NeedsClusterIP(old.Spec) && !NeedsClusterIP(spec))
        {
            if (spec.ClusterIP == old.Spec.ClusterIP && (spec.ClusterIPs ?? []).SequenceEqual(old.Spec.ClusterIPs ?? []))
            {
                spec.ClusterIP = "";
                spec.ClusterIPs = null;
            }
            if ((spec.IpFamilies ?? []).SequenceEqual(old.Spec.IpFamilies ?? [])) spec.IpFamilies = null;
            if (spec.IpFamilyPolicy == old.Spec.IpFamilyPolicy) spec.IpFamilyPolicy = null;
            if (spec.InternalTrafficPolicy == old.Spec.InternalTrafficPolicy) spec.InternalTrafficPolicy = null;
        }
        if (NeedsNodePort(old.Spec) && !NeedsNodePort(spec) && SameNodePorts(spec, old.Spec))
        {
            foreach (var port in spec.Ports ?? []) port.NodePort = 0;
        }
        if (NeedsHealthCheckPort(old.Spec) && !NeedsHealthCheckPort(spec) && spec.HealthCheckNodePort == old.Spec.HealthCheckNodePort)
            spec.HealthCheckNodePort = 0;
        if (old.Spec.Type == "LoadBalancer" && spec.Type != "LoadBalancer")
        {
            if (spec.AllocateLoadBalancerNodePorts == old.Spec.AllocateLoadBalancerNodePorts) spec.AllocateLoadBalancerNodePorts = null;
            if (spec.LoadBalancerClass == old.Spec.LoadBalancerClass) spec.LoadBalancerClass = null;
            service.Status.LoadBalancer = new();
        }
        if (ServiceDefaults.IsExternallyReachable(old.Spec) && !ServiceDefaults.IsExternallyReachable(spec) &&
            spec.ExternalTrafficPolicy == old.Spec.ExternalTrafficPolicy)
        {
            spec.ExternalTrafficPolicy = "";
        }
    }

    public static bool NeedsClusterIP(ServiceSpec spec) => spec.Type is "ClusterIP" or "NodePort" or "LoadBalancer";

    public static bool NeedsNodePort(ServiceSpec spec) =>
        spec.Type == "NodePort" || (spec.Type == "LoadBalancer" && spec.AllocateLoadBalancerNodePorts is not false);

    public static bool NeedsHealthCheckPort(ServiceSpec spec) => spec.Type == "LoadBalancer" && spec.ExternalTrafficPolicy == "Local";

    private static bool SameNodePorts(ServiceSpec spec, ServiceSpec old) =>
        (spec.Ports ?? []).Select(p => p.NodePort).ToHashSet().SetEquals((old.Ports ?? []).Select(p => p.NodePort));
}
