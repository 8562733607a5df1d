using System.Net;
using System.Net.Sockets;

namespace Netes.Network.Proxy;

/// <summary>An IP family; each has its own nftables table.</summary>
public enum IpFamily
{
    IPv4,
    IPv6,
}

internal static class IpFamilyExtensions
{
    /// <summary>The family of an address or of a CIDR block; null for what is neither.</summary>
    public static IpFamily? FamilyOf(string addressOrCidr)
    {
        int slash = addressOrCidr.IndexOf('/', StringComparison.Ordinal);
        ReadOnlySpan<char> address = slash < 0 ? addressOrCidr : addressOrCidr.AsSpan(0, slash);
        return IPAddress.TryParse(address, out IPAddress? parsed)
            ? parsed.AddressFamily == AddressFamily.InterNetwork ? IpFamily.IPv4 : IpFamily.IPv6
            : null;
    }

    extension(IpFamily family)
    {
        /// <summary>The nft keyword, both for the table's family and for header matches.</summary>
        public string Nft => family == IpFamily.IPv4 ? "ip" : "ip6";

        public string AddressType => family == IpFamily.IPv4 ? "ipv4_addr" : "ipv6_addr";

        /// <summary>Loopback destinations, which never come from the wire.</summary>
        public string Loopback => family == IpFamily.IPv4 ? "127.0.0.0/8" : "::1";

        /// <summary>An address and port as nft's dnat statement writes it.</summary>
        public string Destination(string address, int port) =>
            family == IpFamily.IPv4 ? $"{address}:{port}" : $"[{address}]:{port}";
    }
}
