using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Netes.Client.Configuration;

public static class HttpsTransport
{
    /// <summary>
    /// A handler for one cluster: only its own authorities are trusted, connections are HTTP/2 and kept alive by pings,
    /// so that a watch notices a dead server within a minute.
    /// </summary>
    public static HttpMessageHandler Create(ClusterConnection connection)
    {
        var tls = new SslClientAuthenticationOptions();
        if (connection.TlsServerName is { Length: > 0 } name) tls.TargetHost = name;
        if (connection.ClientCertificate is { } certificate)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        if (connection.InsecureSkipTlsVerify)
        {
            // The user wrote insecure-skip-tls-verify: true; nothing else leads here.
#pragma warning disable CA5359
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (connection.CertificateAuthorities is { } authorities)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            tls.CertificateChainPolicy = policy;
        }
        return new SocketsHttpHandler
        {
            SslOptions = tls,
            UseCookies = false,
            AllowAutoRedirect = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            EnableMultipleHttp2Connections = true,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            InitialHttp2StreamWindowSize = 1 << 20,
        };
    }
}
