using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Netes.Api.Validation;

/// <summary>
/// IP addresses and networks. Old fields accept numbers with leading zeros (as decimal) and IPv4-mapped IPv6, as they always
/// did; fields that came later ask for the strict form (KEP-4858).
/// </summary>
public static class IpRules
{
    private const string BadAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private const string BadNetwork = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    /// <summary>The rule of old fields.</summary>
    public static IReadOnlyList<string> LegacyAddress(string value) => TryParseSloppy(value, out _) ? [] : [BadAddress];

    /// <summary>The strict rule: no leading zeros, no IPv4-mapped IPv6.</summary>
    public static IReadOnlyList<string> Address(string value)
    {
        if (!TryParseSloppy(value, out var address)) return [BadAddress];
        var errors = new List<string>();
        if (!TryParseStrict(value, out _)) errors.Add("must not have leading 0s");
        if (value.Contains(':') && address.IsIPv4MappedToIPv6) errors.Add("must not be an IPv4-mapped IPv6 address");
        return errors;
    }

    /// <summary>The rule of old network fields.</summary>
    public static IReadOnlyList<string> LegacyNetwork(string value) => TryParseNetwork(value, out _, out _) ? [] : [BadNetwork];

    /// <summary>The strict rule: no leading zeros and no bits beyond the prefix.</summary>
    public static IReadOnlyList<string> Network(string value)
    {
        if (!TryParseNetwork(value, out var address, out var prefix)) return [BadNetwork];
        var errors = new List<string>();
        var slash = value.IndexOf('/');
        if (!TryParseStrict(value[..slash], out _) || (value.Length > slash + 2 && value[slash + 1] == '0'))
            errors.Add("must not have leading 0s in IP or prefix length");
        if (value.Contains(':') && address.IsIPv4MappedToIPv6) errors.Add("must not have an IPv4-mapped IPv6 address");
        if (HasHostBits(address, prefix)) errors.Add("must not have bits set beyond the prefix length");
        return errors;
    }

    public static bool IsIPv6(string value) => TryParseSloppy(value, out var address) && IsIPv6(address);

    public static bool IsIPv4(string value) => TryParseSloppy(value, out var address) && !IsIPv6(address);

    /// <summary>An IPv4 address that is written as IPv6 counts as IPv4, as in Go.</summary>
    public static bool IsIPv6(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6;

    /// <summary>Parses what Go's parser accepted before 1.17: decimal parts may have leading zeros.</summary>
    public static bool TryParseSloppy(string value, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (value.Contains('%')) return false;
        if (!value.Contains(':'))
        {
            if (!TryParseV4(value, allowLeadingZeros: true, out var bytes)) return false;
            address = new IPAddress(bytes);
            return true;
        }
        var tail = value.LastIndexOf(':') + 1;
        if (value.AsSpan(tail).Contains('.'))
        {
            if (!TryParseV4(value[tail..], allowLeadingZeros: true, out var bytes)) return false;
            value = value[..tail] + string.Join('.', bytes);
        }
        return !value.Contains('[') && !value.Contains('/') && IPAddress.TryParse(value, out address) &&
            address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    /// <summary>Parses the canonical forms only: decimal parts without leading zeros.</summary>
    public static bool TryParseStrict(string value, [NotNullWhen(true)] out IPAddress? address)
    {
        if (!TryParseSloppy(value, out address)) return false;
        var tail = value.LastIndexOf(':') + 1;
        return !value.AsSpan(tail).Contains('.') || TryParseV4(value[tail..], allowLeadingZeros: false, out _);
    }

    public static bool TryParseNetwork(string value, [NotNullWhen(true)] out IPAddress? address, out int prefix)
    {
        address = null;
        prefix = 0;
        var slash = value.IndexOf('/');
        if (slash < 0 || !TryParseSloppy(value[..slash], out address)) return false;
        var digits = value.AsSpan(slash + 1);
        if (digits.Length == 0 || digits.Length > 9 || digits.IndexOfAnyExceptInRange('0', '9') >= 0) return false;
        prefix = int.Parse(digits, CultureInfo.InvariantCulture);
        return prefix <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    /// <summary>The name of an IPAddress: the strict rule, and the one way to write it (RFC 5952).</summary>
    public static IReadOnlyList<string> CanonicalAddress(string value)
    {
        var errors = Address(value);
        if (errors.Count > 0) return errors;
        var canonical = Canonical(value);
        return canonical == value ? [] : [$"must be in canonical form ({GoValue.Quote(canonical)})"];
    }

    /// <summary>The one way to write an address or network (RFC 5952); what is neither comes back as it is.</summary>
    public static string Canonical(string value)
    {
        if (TryParseSloppy(value, out var address)) return address.ToString();
        return TryParseNetwork(value, out address, out var prefix) ? string.Create(CultureInfo.InvariantCulture, $"{address}/{prefix}") : value;
    }

    /// <summary>Whether a network holds an address; never when either is of the other family.</summary>
    public static bool Contains(string network, IPAddress address)
    {
        if (!TryParseNetwork(network, out var start, out var prefix)) return false;
        byte[] inside = start.GetAddressBytes(), bytes = address.GetAddressBytes();
        if (inside.Length != bytes.Length) return false;
        for (var bit = 0; bit < prefix; bit++)
        {
            if (((inside[bit / 8] ^ bytes[bit / 8]) & (0x80 >> (bit % 8))) != 0) return false;
        }
        return true;
    }

    private static bool HasHostBits(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < bytes.Length * 8; bit++)
        {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) return true;
        }
        return false;
    }

    private static bool TryParseV4(string value, bool allowLeadingZeros, out byte[] bytes)
    {
        bytes = new byte[4];
        var parts = value.Split('.');
        if (parts.Length != 4) return false;
        for (var i = 0; i < 4; i++)
        {
            var part = parts[i].AsSpan();
            if (part.Length == 0 || part.IndexOfAnyExceptInRange('0', '9') >= 0) return false;
            if (!allowLeadingZeros && part.Length > 1 && part[0] == '0') return false;
            part = part.TrimStart('0');
            if (part.Length > 3) return false;
            var number = part.Length == 0 ? 0 : int.Parse(part, CultureInfo.InvariantCulture);
            if (number > 255) return false;
            bytes[i] = (byte)number;
        }
        return true;
    }
}
