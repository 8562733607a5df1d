using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Netes.Kubelet.Server;

/// <summary>Where the kubelet's server listens, and whom it believes.</summary>
public sealed record KubeletServerOptions
{
    public IPAddress Address { get; init; } = IPAddress.IPv6Any;

    /// <summary>0 lets the system choose.</summary>
    public int Port { get; init; } = 10250;

    /// <summary>The serving certificate with its private key.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Who signs the certificates of those who may call.</summary>
    public required X509Certificate2Collection ClientCertificateAuthorities { get; init; }
}
