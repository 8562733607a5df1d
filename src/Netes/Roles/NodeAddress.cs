using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Netes.Commands;

namespace Netes.Roles;

/// <summary>Finds the address under which others reach this node.</summary>
internal static class NodeAddress
{
    /// <summary>A documentation address (RFC 5737): the route to it is the default route. Nothing is sent.</summary>
    private static readonly IPEndPoint Elsewhere = new(IPAddress.Parse("192.0.2.1"), 9);

    public static IPAddress Choose(NodeOptions options)
    {
        if (options.NodeIp is { } named) return named;
        if (!options.BindAddress.Equals(IPAddress.Any) && !IPAddress.IsLoopback(options.BindAddress)) return options.BindAddress;
        return OfDefaultRoute() ?? OfAnyInterface() ?? IPAddress.Loopback;
    }

    private static IPAddress? OfDefaultRoute()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Connect(Elsewhere);
        }
        catch (SocketException)
        {
            return null; // no default route
        }
        var local = ((IPEndPoint)socket.LocalEndPoint!).Address;
        return IPAddress.IsLoopback(local) ? null : local;
    }

    private static IPAddress? OfAnyInterface() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(static i => i.GetIPProperties().UnicastAddresses)
        .Select(static a => a.Address)
        .FirstOrDefault(static a => a.AddressFamily == AddressFamily.InterNetwork);
}
