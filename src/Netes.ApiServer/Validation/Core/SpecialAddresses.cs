using System.Net;
using System.Net.Sockets;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Core;

/// <summary>Addresses that would lead traffic to where it must not go.</summary>
internal static class SpecialAddresses
{
    public static IReadOnlyList<string> NotForEndpoints(string value)
    {
        if (!IpRules.TryParseSloppy(value, out var address)) return ["must be a valid IP address"];
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) return [$"may not be unspecified ({value})"];
        if (IPAddress.IsLoopback(address)) return ["may not be in the loopback range (127.0.0.0/8, ::1/128)"];
        var bytes = address.GetAddressBytes();
        var v4 = address.AddressFamily == AddressFamily.InterNetwork;
        if (v4 ? bytes is [169, 254, ..] : address.IsIPv6LinkLocal) return ["may not be in the link-local range (169.254.0.0/16, fe80::/10)"];
        if (v4 ? bytes is [224, 0, 0, _] : bytes[0] == 0xff && (bytes[1] & 0x0f) == 2)
            return ["may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"];
        return [];
    }
}
