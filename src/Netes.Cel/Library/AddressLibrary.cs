using System.Net;
using System.Net.Sockets;

namespace Netes.Cel.Library;

/// <summary>Kubernetes' IP and CIDR libraries (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library).</summary>
internal static class AddressLibrary
{
    private static readonly CelType Ip = CelType.Opaque("net.IP");
    private static readonly CelType Cidr = CelType.Opaque("net.CIDR");

    public static CelLibrary Create()
    {
        var library = new CelLibrary();
        CelType s = CelType.String, b = CelType.Bool;
        library.Types.AddRange([Ip, Cidr]);
        library.Global("ip", "string_to_ip", [s], Ip, args => WithIp(args[0].AsString, ip => CelValue.Opaque(new IpValue(ip))));
        library.Global("isIP", "is_ip", [s], b, args => CelValue.Bool(ParseIp(args[0].AsString, out _) is not null));
        library.Global("ip.isCanonical", "ip_is_canonical", [s], b, args => IsCanonical(args[0].AsString));
        library.Member("family", "ip_family", [Ip], CelType.Int, args => CelValue.Int(Address(args[0]).AddressFamily == AddressFamily.InterNetwork ? 4 : 6));
        library.Member("isUnspecified", "ip_is_unspecified", [Ip], b, args => CelValue.Bool(Address(args[0]).Equals(IPAddress.Any) || Address(args[0]).Equals(IPAddress.IPv6Any)));
        library.Member("isLoopback", "ip_is_loopback", [Ip], b, args => CelValue.Bool(IPAddress.IsLoopback(Address(args[0]))));
        library.Member("isLinkLocalMulticast", "ip_is_link_local_multicast", [Ip], b, args => CelValue.Bool(IsLinkLocalMulticast(Address(args[0]).GetAddressBytes())));
        library.Member("isLinkLocalUnicast", "ip_is_link_local_unicast", [Ip], b, args => CelValue.Bool(IsLinkLocalUnicast(Address(args[0]))));
        library.Member("isGlobalUnicast", "ip_is_global_unicast", [Ip], b, args => CelValue.Bool(IsGlobalUnicast(Address(args[0]))));
        library.Global("string", "ip_to_string", [Ip], s, args => CelValue.String(args[0].AsOpaque.ToString()!));
        library.Global("string", "cidr_to_string", [Cidr], s, args => CelValue.String(args[0].AsOpaque.ToString()!));
        library.Global("cidr", "string_to_cidr", [s], Cidr, args => WithCidr(args[0].AsString, cidr => CelValue.Opaque(cidr)));
        library.Global("isCIDR", "is_cidr", [s], b, args => CelValue.Bool(ParseCidr(args[0].AsString, out _) is not null));
        library.Member("containsIP", "cidr_contains_ip_string", [Cidr, s], b, args =>
        {
            CidrValue network = Network(args[0]);
            return WithIp(args[1].AsString, ip => CelValue.Bool(network.Contains(ip)));
        });
        library.Member("containsIP", "cidr_contains_ip_ip", [Cidr, Ip], b, args => CelValue.Bool(Network(args[0]).Contains(Address(args[1]))));
        library.Member("containsCIDR", "cidr_contains_cidr_string", [Cidr, s], b, args =>
        {
            CidrValue network = Network(args[0]);
            return WithCidr(args[1].AsString, other => CelValue.Bool(network.Contains(other)));
        });
        library.Member("containsCIDR", "cidr_contains_cidr", [Cidr, Cidr], b, args => CelValue.Bool(Network(args[0]).Contains(Network(args[1]))));
        library.Member("ip", "cidr_ip", [Cidr], Ip, args => CelValue.Opaque(new IpValue(Network(args[0]).Address)));
        library.Member("prefixLength", "cidr_prefix_length", [Cidr], CelType.Int, args => CelValue.Int(Network(args[0]).Length));
        library.Member("masked", "cidr_masked", [Cidr], Cidr, args => CelValue.Opaque(Network(args[0]).Masked));
        return library;
    }

    private static IPAddress Address(in CelValue value) => ((IpValue)value.AsOpaque).Address;

    private static CidrValue Network(in CelValue value) => (CidrValue)value.AsOpaque;

    private static CelValue WithIp(string text, Func<IPAddress, CelValue> use) => ParseIp(text, out string error) is { } address ? use(address) : CelValue.Error(error);

    private static CelValue WithCidr(string text, Func<CidrValue, CelValue> use) => ParseCidr(text, out string error) is { } network ? use(network) : CelValue.Error(error);

    private static IPAddress? ParseIp(string text, out string error)
    {
        error = "";
        bool shape = text.Contains(':', StringComparison.Ordinal) ? !text.AsSpan().ContainsAny('[', ']', '/') : IsDottedQuad(text);
        if (!shape || !IPAddress.TryParse(text, out IPAddress? address))
        {
            error = $"IP Address '{text}' parse error during conversion from string: ParseAddr(\"{text}\"): unable to parse IP";
            return null;
        }
        if (text.Contains('%', StringComparison.Ordinal)) error = $"IP address '{text}' with zone value is not allowed";
        else if (address.IsIPv4MappedToIPv6) error = $"IPv4-mapped IPv6 address '{text}' is not allowed";
        return error.Length > 0 ? null : address;
    }

    private static bool IsDottedQuad(string text)
    {
        string[] parts = text.Split('.');
        return parts.Length == 4 && parts.All(p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0'));
    }

    private static CidrValue? ParseCidr(string text, out string error)
    {
        int slash = text.LastIndexOf('/');
        string bits = slash < 0 ? "" : text[(slash + 1)..];
        bool plain = bits.Length is > 0 and <= 3 && bits.All(char.IsAsciiDigit) && (bits.Length == 1 || bits[0] != '0');
        error = $"network address parse error during conversion from string: netip.ParsePrefix(\"{text}\"): {(slash < 0 ? "no '/'" : $"bad bits after slash: \"{bits}\"")}";
        if (!plain) return null;
        if (ParseIp(text[..slash], out string problem) is not { } address)
        {
            error = problem.Contains("mapped", StringComparison.Ordinal)
                ? $"IPv4-mapped IPv6 address '{text}' is not allowed"
                : $"network address parse error during conversion from string: netip.ParsePrefix(\"{text}\"): ParseAddr(\"{text[..slash]}\"): unable to parse IP";
            return null;
        }
        int length = int.Parse(bits, System.Globalization.CultureInfo.InvariantCulture);
        if (length > address.GetAddressBytes().Length * 8)
        {
            error = $"network address parse error during conversion from string: netip.ParsePrefix(\"{text}\"): prefix length out of range";
            return null;
        }
        error = "";
        return new(address, length);
    }

    private static CelValue IsCanonical(string text) => ParseIp(text, out string error) is { } address
        ? CelValue.Bool(address.ToString() == text)
        : CelValue.Error(error);

    private static bool IsLinkLocalMulticast(byte[] bytes) =>
        bytes.Length == 4 ? bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0 : bytes[0] == 0xff && (bytes[1] & 0x0f) == 2;

    private static bool IsLinkLocalUnicast(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
    }

    private static bool IsGlobalUnicast(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        bool multicast = bytes.Length == 4 ? (bytes[0] & 0xf0) == 0xe0 : bytes[0] == 0xff;
        return !multicast && !IPAddress.IsLoopback(address) && !IsLinkLocalUnicast(address)
            && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.Equals(IPAddress.Broadcast);
    }

    private sealed class IpValue(IPAddress address) : CelOpaque
    {
        public IPAddress Address => address;

        public override CelType Type => Ip;

        public override int Size => (int)Math.Ceiling(address.GetAddressBytes().Length / 8.0);

        public override bool IsEqualTo(CelOpaque other) => ((IpValue)other).Address.Equals(address);

        public override string ToString() => address.ToString();
    }

    private sealed class CidrValue(IPAddress address, int length) : CelOpaque
    {
        public IPAddress Address => address;

        public int Length => length;

        public CidrValue Masked => new(Mask(address.GetAddressBytes(), length), length);

        public override CelType Type => Cidr;

        public override int Size => (int)Math.Ceiling(address.GetAddressBytes().Length / 8.0);

        public bool Contains(IPAddress other) =>
            other.AddressFamily == address.AddressFamily && Mask(other.GetAddressBytes(), length).Equals(Mask(address.GetAddressBytes(), length));

        public bool Contains(CidrValue other) => Contains(other.Address) && other.Length >= length;

        public override bool IsEqualTo(CelOpaque other) => other is CidrValue cidr && cidr.Length == length && cidr.Address.Equals(address);

        public override string ToString() => $"{address}/{length}";

        private static IPAddress Mask(byte[] bytes, int bits)
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                int kept = Math.Clamp(bits - i * 8, 0, 8);
                bytes[i] &= (byte)(0xff << (8 - kept));
            }
            return new(bytes);
        }
    }
}
