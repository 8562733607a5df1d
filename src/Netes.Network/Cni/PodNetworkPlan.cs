using System.Globalization;
using System.Net;

namespace Netes.Network.Cni;

/// <summary>One run of a system program; failing is an error unless it is best effort.</summary>
internal sealed record NetworkStep(string Program, IReadOnlyList<string> Arguments, bool MayFail = false, string? Input = null)
{
    public static NetworkStep Ip(params string[] arguments) => new("ip", arguments);

    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}";
}

/// <summary>A kernel setting below /proc/sys.</summary>
internal readonly record struct Sysctl(string Path, string Value);

/// <summary>The steps that set a node's Pod network up and take it down. Pure.</summary>
internal static class PodNetworkPlan
{
    /// <summary>The table for masquerading; separate from the service proxy's, which may run elsewhere or not at all.</summary>
    public const string Table = "netes-pods";

    /// <summary>
    /// The bridge gets its address before the first Pod, so that the routes for the Pod and Service ranges exist from the
    /// start: a packet to a Service is routed before it is rewritten, and one for a range of ours must never leave by the
    /// machine's uplink. Every step may be repeated.
    /// </summary>
    public static IReadOnlyList<NetworkStep> SetUp(PodNetworkOptions options, bool bridgeExists)
    {
        string bridge = options.Bridge;
        var steps = new List<NetworkStep>();
        if (!bridgeExists)
        {
            // Without an address of its own a bridge takes that of a Pod's interface, and another when that Pod goes; the
            // others would send to a gateway that is no more until their ARP entries expire.
            steps.Add(NetworkStep.Ip("link", "add", "name", bridge, "address", BridgeAddress(options.PodCidr), "type", "bridge"));
        }

        // Two Pods of one bridge would answer each other directly, past the rewriting of the Service's address; the bridge
        // hands its packets to the IP hooks instead. Set for this bridge only, not for the machine.
        steps.Add(NetworkStep.Ip("link", "set", "dev", bridge, "type", "bridge", "nf_call_iptables", "1"));
        steps.Add(NetworkStep.Ip("addr", "replace", GatewayWithPrefix(options.PodCidr), "dev", bridge));
        steps.Add(NetworkStep.Ip("link", "set", "dev", bridge, "up"));
        if (options.ClusterCidr != options.PodCidr)
        {
            steps.Add(NetworkStep.Ip("route", "replace", options.ClusterCidr, "dev", bridge));
        }

        steps.Add(NetworkStep.Ip("route", "replace", options.ServiceCidr, "dev", bridge));
        steps.Add(new("nft", ["-f", "-"], Input: Masquerade(options)));
        return steps;
    }

    /// <summary>
    /// A container engine on the same machine may have set iptables to drop what is forwarded (Docker does). No table of ours
    /// can overrule that, so the Pods' traffic is let through where the policy stands.
    /// </summary>
    /// <param name="forwardRules">What <c>iptables -S FORWARD</c> prints.</param>
    public static IReadOnlyList<NetworkStep> AllowForwarding(PodNetworkOptions options, string forwardRules)
    {
        string[] rules = forwardRules.Split('\n', StringSplitOptions.TrimEntries);
        return !rules.Contains("-P FORWARD DROP")
            ? []
            : [.. ForwardRules(options).Where(rule => !rules.Contains($"-A FORWARD {string.Join(' ', rule)}"))
                .Select(rule => new NetworkStep("iptables", ["-I", "FORWARD", .. rule]))];
    }

    public static IReadOnlyList<Sysctl> Sysctls(PodNetworkOptions options) =>
    [
        new("net/ipv4/ip_forward", "1"),
        new($"net/ipv4/conf/{options.Bridge}/rp_filter", "2"),
        // A Pod that sends to a Service of its own bridge goes through the gateway on purpose. A redirect would also use up
        // the kernel's ICMP rate limit for that Pod, so that "connection refused" would not get through. The kernel takes
        // the stronger of both settings.
        new("net/ipv4/conf/all/send_redirects", "0"),
        new($"net/ipv4/conf/{options.Bridge}/send_redirects", "0"),
    ];

    /// <summary>Removes interfaces with their routes and the table; what isn't there is no error.</summary>
    public static IReadOnlyList<NetworkStep> CleanUp(PodNetworkOptions options) =>
    [
        new("ip", ["link", "delete", options.Bridge], MayFail: true),
        new("nft", ["-f", "-"], Input: $"add table ip {Table}\ndelete table ip {Table}\n"),
        .. ForwardRules(options).Select(rule => new NetworkStep("iptables", ["-D", "FORWARD", .. rule], MayFail: true)),
    ];

    /// <summary>Pods reach the outside with the node's address; among themselves they keep their own.</summary>
    internal static string Masquerade(PodNetworkOptions options) =>
        $$"""
        add table ip {{Table}}
        delete table ip {{Table}}
        table ip {{Table}} {
          chain postrouting { type nat hook postrouting priority srcnat;
            ip saddr {{options.PodCidr}} ip daddr != { {{options.ClusterCidr}}, 224.0.0.0/4 } masquerade fully-random
          }
        }

        """;

    /// <summary>A locally administered hardware address made from the gateway's, as CNI plugins form theirs.</summary>
    internal static string BridgeAddress(string podCidr)
    {
        byte[] gateway = Gateway(IPNetwork.Parse(podCidr)).GetAddressBytes();
        return $"0a:58:{string.Join(':', gateway[^4..].Select(part => part.ToString("x2", CultureInfo.InvariantCulture)))}";
    }

    /// <summary>The first address of the range, which the bridge plugin takes as the gateway as well.</summary>
    internal static string GatewayWithPrefix(string podCidr)
    {
        IPNetwork network = IPNetwork.Parse(podCidr);
        return $"{Gateway(network)}/{network.PrefixLength}";
    }

    private static string[][] ForwardRules(PodNetworkOptions options) =>
        [["-i", options.Bridge, "-j", "ACCEPT"], ["-o", options.Bridge, "-j", "ACCEPT"]];

    private static IPAddress Gateway(IPNetwork network)
    {
        byte[] address = network.BaseAddress.GetAddressBytes();
        address[^1] |= 1;
        return new(address);
    }
}
