using System.Security.Cryptography.X509Certificates;

namespace Netes.Client.Configuration;

/// <summary>How to reach one API server and as whom: what a kubeconfig context comes down to.</summary>
public sealed class ClusterConnection
{
    public required Uri Server { get; init; }

    /// <summary>The authorities that may have signed the server's certificate; null means the system's own.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary>The name that the server's certificate must carry, when it differs from the address.</summary>
    public string? TlsServerName { get; init; }

    public bool InsecureSkipTlsVerify { get; init; }

    public X509Certificate2? ClientCertificate { get; init; }

    public Func<string?>? BearerToken { get; init; }

    /// <summary>The namespace that the context names, or "default".</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The same server, for callers who bring their own credentials.</summary>
    public ClusterConnection WithoutCredentials() => new()
    {
        Server = Server,
        CertificateAuthorities = CertificateAuthorities,
        TlsServerName = TlsServerName,
        InsecureSkipTlsVerify = InsecureSkipTlsVerify,
        Namespace = Namespace,
    };
}
