using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Netes.Network.Proxy;

/// <summary>Service → chains, sets and map elements. Pure: the same Service always gives the same rules.</summary>
internal sealed class ServiceRulesBuilder(IpFamily family, string clusterCidr)
{
    // nft allows 128 bytes for a name; the longest is an affinity set's: prefix, hash, this, an IPv6 address and a port.
    private const int ReadableNameLength = 48;

    private readonly string _ip = family.Nft;

    public ServiceRules Build(ProxyService service)
    {
        var rules = new ServiceRules();
        foreach (ProxyPort port in service.Ports)
        {
            AddPort(rules, service, port);
        }

        return rules;
    }

    private void AddPort(ServiceRules rules, ProxyService service, ProxyPort port)
    {
        string id = PortId(service, port);
        if (port.InternalEndpoints.Count > 0 || port.ExternalEndpoints.Count > 0)
        {
            AddEndpoints(rules, id, port);
            if (port.ClusterEndpoints.Count > 0)
            {
                rules.Chains[$"service-{id}"] = ChoiceRules(id, port, port.ClusterEndpoints);
            }

            if (port.LocalEndpoints.Count > 0)
            {
                rules.Chains[$"local-{id}"] = ChoiceRules(id, port, port.LocalEndpoints);
            }
        }

        rules.Elements[new(BaseRules.ClusterIps, port.ClusterIP)] = "";
        AddInternal(rules, id, port);
        if (port.IsExternal)
        {
            AddExternal(rules, id, port);
        }
    }

    private void AddInternal(ServiceRules rules, string id, ProxyPort port)
    {
        string key = Key(port.ClusterIP, port);
        if (port.InternalEndpoints.Count == 0)
        {
            rules.Elements[new(BaseRules.NoEndpointServices, key)] = NoEndpointsVerdict(port);
            return;
        }

        // Traffic to a ClusterIP that doesn't come from a Pod (a process on the node, a machine that routes through it)
        // takes this node's address, or the answer would go past the rewriting.
        string entry = $"internal-{id}";
        string target = port.InternalPolicy == TrafficPolicy.Local ? $"local-{id}" : $"service-{id}";
        rules.Chains[entry] =
        [
            $"{_ip} saddr != {clusterCidr} jump {BaseRules.MarkForMasquerade}",
            $"goto {target}",
        ];
        rules.Elements[new(BaseRules.ServiceIps, key)] = $"goto {entry}";
    }

    private void AddExternal(ServiceRules rules, string id, ProxyPort port)
    {
        string entry = $"external-{id}";
        bool reachable = port.ExternalEndpoints.Count > 0
            || (port.ExternalPolicy == TrafficPolicy.Local && port.ClusterEndpoints.Count > 0);
        if (reachable)
        {
            rules.Chains[entry] = ExternalRules(id, port);
        }

        string noEndpoints = NoEndpointsVerdict(port);
        foreach (string address in port.ExternalIPs.Concat(port.LoadBalancerIPs))
        {
            rules.Elements[reachable
                ? new(BaseRules.ServiceIps, Key(address, port))
                : new(BaseRules.NoEndpointServices, Key(address, port))] = reachable ? $"goto {entry}" : noEndpoints;
        }

        if (port.NodePort != 0)
        {
            string key = $"{port.Protocol} . {port.NodePort}";
            rules.Elements[reachable
                ? new(BaseRules.ServiceNodePorts, key)
                : new(BaseRules.NoEndpointNodePorts, key)] = reachable ? $"goto {entry}" : noEndpoints;
        }

        AddFirewall(rules, id, port);
    }

    private string[] ExternalRules(string id, ProxyPort port)
    {
        if (port.ExternalPolicy == TrafficPolicy.Cluster)
        {
            return [$"jump {BaseRules.MarkForMasquerade}", $"goto service-{id}"];
        }

        // Policy Local keeps the client's address for traffic from outside. Pods and the node itself may still use every
        // endpoint: they are not "outside".
        var rules = new List<string>();
        if (port.ClusterEndpoints.Count > 0)
        {
            rules.Add($"{_ip} saddr {clusterCidr} goto service-{id}");
            rules.Add($"fib saddr type local jump {BaseRules.MarkForMasquerade}");
            rules.Add($"fib saddr type local goto service-{id}");
        }

        rules.Add(port.LocalEndpoints.Count > 0 ? $"goto local-{id}" : "drop");
        return [.. rules];
    }

    private void AddFirewall(ServiceRules rules, string id, ProxyPort port)
    {
        if (port.LoadBalancerSourceRanges.Count == 0 || port.LoadBalancerIPs.Count == 0)
        {
            return;
        }

        // A request from this node to an address that is (also) the node's own has that address as its source.
        string allowed = string.Join(", ", port.LoadBalancerSourceRanges.Concat(port.LoadBalancerIPs).Distinct());
        rules.Chains[$"firewall-{id}"] = [$"{_ip} saddr != {{ {allowed} }} drop"];
        foreach (string address in port.LoadBalancerIPs)
        {
            rules.Elements[new(BaseRules.FirewallIps, Key(address, port))] = $"goto firewall-{id}";
        }
    }

    private void AddEndpoints(ServiceRules rules, string id, ProxyPort port)
    {
        foreach (ProxyEndpoint endpoint in port.ClusterEndpoints.Concat(port.LocalEndpoints))
        {
            string name = EndpointName(id, endpoint);
            var chain = new List<string>(3)
            {
                // A Pod that reaches itself through its Service must see an answer from elsewhere.
                $"{_ip} saddr {endpoint.Address} jump {BaseRules.MarkForMasquerade}",
            };
            if (port.AffinitySeconds > 0)
            {
                rules.Sets[AffinitySet(port, name)] =
                    $"type {family.AddressType}; flags dynamic,timeout; timeout {port.AffinitySeconds}s;";
                chain.Add($"update @{AffinitySet(port, name)} {{ {_ip} saddr }}");
            }

            chain.Add($"meta l4proto {port.Protocol} dnat to {family.Destination(endpoint.Address, endpoint.Port)}");
            rules.Chains[$"endpoint-{name}"] = [.. chain];
        }
    }

    private string[] ChoiceRules(string id, ProxyPort port, IReadOnlyList<ProxyEndpoint> endpoints)
    {
        var rules = new List<string>();
        if (port.AffinitySeconds > 0)
        {
            foreach (ProxyEndpoint endpoint in endpoints)
            {
                string name = EndpointName(id, endpoint);
                rules.Add($"{_ip} saddr @{AffinitySet(port, name)} goto endpoint-{name}");
            }
        }

        var choice = new StringBuilder();
        choice.Append(CultureInfo.InvariantCulture, $"numgen random mod {endpoints.Count} vmap {{ ");
        for (int i = 0; i < endpoints.Count; i++)
        {
            choice.Append(i == 0 ? "" : ", ")
                .Append(CultureInfo.InvariantCulture, $"{i} : goto endpoint-{EndpointName(id, endpoints[i])}");
        }

        rules.Add(choice.Append(" }").ToString());
        return [.. rules];
    }

    private static string NoEndpointsVerdict(ProxyPort port) =>
        port.HasAnyEndpoint ? "drop" : $"goto {BaseRules.Reject}";

    private static string Key(string address, ProxyPort port) => $"{address} . {port.Protocol} . {port.Port}";

    /// <summary>A short hash keeps names unique where the readable rest has to be cut.</summary>
    private static string PortId(ProxyService service, ProxyPort port)
    {
        string readable = $"{service.Namespace}/{service.Name}/{port.Protocol}/{port.Name}";
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(readable)).AsSpan(0, 4));
        return $"{hash}-{(readable.Length > ReadableNameLength ? readable[..ReadableNameLength] : readable)}";
    }

    private static string EndpointName(string id, ProxyEndpoint endpoint) =>
        $"{id}__{endpoint.Address.Replace(':', '.')}/{endpoint.Port}";

    /// <summary>A set's timeout can't be changed, so a Service with a new one gets a new set.</summary>
    private static string AffinitySet(ProxyPort port, string endpointName) =>
        $"affinity-{port.AffinitySeconds}-{endpointName}";
}
