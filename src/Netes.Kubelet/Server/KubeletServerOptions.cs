using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Netes.Kubelet.Server;

/// <summary>Where the kubelet's server listens, and whom it believes.</summary>
public sealed record KubeletServerOptions
{
    /// <summary>All addresses of both families by default; a kernel may be without IPv6.</summary>
    public IPAddress Address { get; init; } = Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;

    /// <summary>0 lets the system choose.</summary>
    public int Port { get; init; } = 10250;

    /// <summary>The serving certificate with its private key.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Who signs the certificates of those who may call.</summary>
    public required X509Certificate2Collection ClientCertificateAuthorities { get; init; }
}
