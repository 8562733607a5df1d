using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>Trusts the authorities of a configuration's bundle alone, or this machine's when there is no bundle.</summary>
internal sealed class WebhookTrust
{
    private readonly X509Certificate2Collection? authorities;

    public WebhookTrust(byte[]? bundle)
    {
        if (bundle is not { Length: > 0 }) return;
        authorities = [];
        try
        {
            authorities.ImportFromPem(Encoding.UTF8.GetString(bundle));
        }
        catch (CryptographicException)
        {
            // An unreadable bundle trusts nobody: every call fails, and says that the authority is unknown.
            authorities.Clear();
        }
    }

    /// <summary>Why a certificate was last refused, in the words of Go's TLS.</summary>
    public string? LastRefusal { get; private set; }

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        string? refusal = Refusal((sender as SslStream)?.TargetHostName ?? "", certificate as X509Certificate2, chain, errors);
        if (refusal is not null) LastRefusal = "tls: failed to verify certificate: x509: " + refusal;
        return refusal is null;
    }

    private string? Refusal(string host, X509Certificate2? certificate, X509Chain? given, SslPolicyErrors errors)
    {
        if (certificate is null) return "certificate is missing";
        if (!IsTrusted(certificate, given, errors))
            return certificate.NotAfter < DateTime.Now ? "certificate has expired or is not yet valid" : "certificate signed by unknown authority";
        return (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0 ? $"certificate is not valid for {host}" : null;
    }

    private bool IsTrusted(X509Certificate2 certificate, X509Chain? given, SslPolicyErrors errors)
    {
        if (authorities is null) return (errors & SslPolicyErrors.RemoteCertificateChainErrors) == 0;
        if (authorities.Count == 0) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (X509ChainElement element in given?.ChainElements ?? new X509Chain().ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        // A bundle may name the serving certificate itself.
        return chain.Build(certificate) || authorities.Any(a => a.RawData.AsSpan().SequenceEqual(certificate.RawData) && certificate.NotAfter > DateTime.Now);
    }
}
