namespace Netes.Network.Proxy;

/// <summary>The part of the table that is there whatever the Services are: hooks, look-ups, masquerading.</summary>
internal static class BaseRules
{
    /// <summary>The proxy's own table in each family; nobody else writes to it.</summary>
    public const string Table = "netes";

    public const string ClusterIps = "cluster-ips";
    public const string ServiceIps = "service-ips";
    public const string ServiceNodePorts = "service-nodeports";
    public const string NoEndpointServices = "no-endpoint-services";
    public const string NoEndpointNodePorts = "no-endpoint-nodeports";
    public const string FirewallIps = "firewall-ips";
    public const string MarkForMasquerade = "mark-for-masquerade";
    public const string Reject = "reject-chain";

    /// <summary>The packet mark that asks for masquerading; the bit that upstream's proxy uses too.</summary>
    public const string MasqueradeMark = "0x4000";

    /// <summary>
    /// Deletes what is there and writes the base of the table, as the start of one transaction.
    /// </summary>
    /// <param name="nodePortCidrs">Which of the machine's addresses take NodePort traffic; empty for all.</param>
    public static string Render(IpFamily family, IReadOnlyList<string> serviceCidrs, IReadOnlyList<string> nodePortCidrs)
    {
        string ip = family.Nft;
        string address = family.AddressType;
        string services = string.Join(", ", serviceCidrs);
        string dropUnallocated = serviceCidrs.Count == 0
            ? ""
            : $"{ip} daddr {{ {services} }} drop comment \"address of no Service\"";
        // IPv6 has no counterpart of route_localnet: ::1 can't be a NodePort address.
        string notLoopback = family == IpFamily.IPv4 ? "" : $"{ip} daddr != ::1 ";
        string nodeAddress = nodePortCidrs.Count == 0
            ? $"{notLoopback}fib daddr type local"
            : $"{notLoopback}{ip} daddr {{ {string.Join(", ", nodePortCidrs)} }} fib daddr type local";

        return $$"""
            add table {{ip}} {{Table}}
            delete table {{ip}} {{Table}}
            table {{ip}} {{Table}} {
              set {{ClusterIps}} { type {{address}}; comment "addresses of Services"; }
              map {{ServiceIps}} { type {{address}} . inet_proto . inet_service : verdict; }
              map {{ServiceNodePorts}} { type inet_proto . inet_service : verdict; }
              map {{NoEndpointServices}} { type {{address}} . inet_proto . inet_service : verdict; }
              map {{NoEndpointNodePorts}} { type inet_proto . inet_service : verdict; }
              map {{FirewallIps}} { type {{address}} . inet_proto . inet_service : verdict; }

              chain {{Reject}} { reject; }
              chain {{MarkForMasquerade}} { meta mark set meta mark or {{MasqueradeMark}}; }
              chain masquerading {
                meta mark and {{MasqueradeMark}} == 0 return
                meta mark set meta mark xor {{MasqueradeMark}}
                masquerade fully-random
              }
              chain services {
                {{ip}} daddr . meta l4proto . th dport vmap @{{ServiceIps}}
                {{nodeAddress}} meta l4proto . th dport vmap @{{ServiceNodePorts}}
              }
              chain firewall-check { {{ip}} daddr . meta l4proto . th dport vmap @{{FirewallIps}}; }
              chain service-endpoints-check { {{ip}} daddr . meta l4proto . th dport vmap @{{NoEndpointServices}}; }
              chain nodeport-endpoints-check { {{nodeAddress}} meta l4proto . th dport vmap @{{NoEndpointNodePorts}}; }
              chain cluster-ips-check {
                {{ip}} daddr @{{ClusterIps}} goto {{Reject}} comment "a port that the Service doesn't have"
                {{dropUnallocated}}
              }

              chain filter-prerouting { type filter hook prerouting priority -110;
                iifname != "lo" {{ip}} daddr {{family.Loopback}} drop comment "loopback never comes from the wire"
                ct state new jump firewall-check
              }
              chain filter-input { type filter hook input priority -110;
                ct state new jump nodeport-endpoints-check
                ct state new jump service-endpoints-check
              }
              chain filter-forward { type filter hook forward priority -110;
                ct state new jump service-endpoints-check
                ct state new jump cluster-ips-check
              }
              chain filter-output { type filter hook output priority -110;
                ct state new jump service-endpoints-check
                ct state new jump firewall-check
              }
              chain filter-output-post-dnat { type filter hook output priority -90;
                ct state new jump cluster-ips-check
              }
              chain nat-prerouting { type nat hook prerouting priority dstnat;
                jump services
              }
              chain nat-output { type nat hook output priority -100;
                jump services
              }
              chain nat-postrouting { type nat hook postrouting priority srcnat;
                jump masquerading
              }
            }

            """;
    }

    /// <summary>Deletes the tables of both families; no error when they aren't there.</summary>
    public static string RenderCleanup() =>
        $"""
        add table ip {Table}
        delete table ip {Table}
        add table ip6 {Table}
        delete table ip6 {Table}

        """;
}
