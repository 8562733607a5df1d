using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;
using EndpointPort = Netes.Api.DiscoveryV1.EndpointPort;

namespace Netes.Network.Proxy;

/// <summary>(Service, its EndpointSlices, this node) → what the proxy does for it in one family. Pure.</summary>
internal sealed class ServiceTranslation(IpFamily family, NodeFacts node)
{
    /// <summary>A Service with this label belongs to another proxy.</summary>
    private const string ProxyNameLabel = "service.kubernetes.io/service-proxy-name";

    private const int DefaultAffinitySeconds = 10800;

    /// <summary>Null for a Service without a virtual address in this family.</summary>
    public ProxyService? Translate(Service? service, IEnumerable<EndpointSlice> slices)
    {
        if (service is null || ClusterIPOf(service) is not { } clusterIP)
        {
            return null;
        }

        EndpointSlice[] familySlices = [.. slices.Where(slice => slice.AddressType == family.ToString())];
        var ports = new List<ProxyPort>();
        foreach (ServicePort port in service.Spec.Ports ?? [])
        {
            ports.Add(TranslatePort(service, port, clusterIP, familySlices));
        }

        return new(service.Metadata.Namespace, service.Metadata.Name, ports);
    }

    private string? ClusterIPOf(Service service)
    {
        ServiceSpec spec = service.Spec;
        if (spec.Type == "ExternalName" || service.Metadata.Labels?.ContainsKey(ProxyNameLabel) == true)
        {
            return null;
        }

        IEnumerable<string> addresses = spec.ClusterIPs is { Count: > 0 } all ? all : [spec.ClusterIP];
        return addresses.FirstOrDefault(address => IpFamilyExtensions.FamilyOf(address) == family);
    }

    private ProxyPort TranslatePort(Service service, ServicePort port, string clusterIP, EndpointSlice[] slices)
    {
        ServiceSpec spec = service.Spec;
        EndpointChoice endpoints = EndpointSelection.Select(EndpointsOf(port, slices), node);
        TrafficPolicy external = Policy(spec.ExternalTrafficPolicy);
        TrafficPolicy internalPolicy = Policy(spec.InternalTrafficPolicy);
        bool usesLocal = external == TrafficPolicy.Local || internalPolicy == TrafficPolicy.Local;
        return new ProxyPort
        {
            Name = port.Name,
            Protocol = ProtocolOf(port.Protocol),
            ClusterIP = clusterIP,
            Port = port.Port,
            NodePort = port.NodePort,
            ExternalIPs = OfFamily(spec.ExternalIPs),
            LoadBalancerIPs = LoadBalancerIPs(service),
            LoadBalancerSourceRanges = OfFamily(spec.LoadBalancerSourceRanges),
            AffinitySeconds = spec.SessionAffinity == "ClientIP"
                ? spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds ?? DefaultAffinitySeconds
                : 0,
            ExternalPolicy = external,
            InternalPolicy = internalPolicy,
            ClusterEndpoints = endpoints.Cluster,
            LocalEndpoints = usesLocal ? endpoints.Local : [],
            HasAnyEndpoint = endpoints.Cluster.Count > 0,
        };
    }

    private static IEnumerable<EndpointFacts> EndpointsOf(ServicePort servicePort, EndpointSlice[] slices)
    {
        foreach (EndpointSlice slice in slices)
        {
            foreach (EndpointPort port in slice.Ports ?? [])
            {
                if ((port.Name ?? "") != servicePort.Name || port.Port is not { } number
                    || ProtocolOf(port.Protocol) != ProtocolOf(servicePort.Protocol))
                {
                    continue;
                }

                foreach (Endpoint endpoint in slice.Endpoints ?? [])
                {
                    if (endpoint.Addresses is { Count: > 0 } addresses)
                    {
                        yield return EndpointFacts.From(endpoint, new ProxyEndpoint(addresses[0], number));
                    }
                }
            }
        }
    }

    private List<string> LoadBalancerIPs(Service service)
    {
        var addresses = new List<string>();
        if (service.Spec.Type != "LoadBalancer")
        {
            return addresses;
        }

        foreach (LoadBalancerIngress ingress in service.Status.LoadBalancer.Ingress ?? [])
        {
            // With mode Proxy the balancer wants to see the traffic itself.
            if (ingress.IpMode != "Proxy" && IpFamilyExtensions.FamilyOf(ingress.Ip) == family)
            {
                addresses.Add(ingress.Ip);
            }
        }

        return addresses;
    }

    private List<string> OfFamily(List<string>? addresses) =>
        [.. (addresses ?? []).Select(address => address.Trim()).Where(address => IpFamilyExtensions.FamilyOf(address) == family)];

    private static TrafficPolicy Policy(string? policy) => policy == "Local" ? TrafficPolicy.Local : TrafficPolicy.Cluster;

    private static string ProtocolOf(string? protocol) => protocol switch
    {
        "UDP" => "udp",
        "SCTP" => "sctp",
        _ => "tcp",
    };
}
