using System.Security.Cryptography.X509Certificates;

namespace Netes.Kubelet.Server;

/// <summary>
/// Who may call the kubelet: by client certificate alone, the API server's own user, or anybody in the group of
/// administrators. A certificate's common name is the user, its organisations are the groups.
/// </summary>
internal static class CallerAuthentication
{
    private const string ApiServerUser = "kube-apiserver-kubelet-client";
    private const string Administrators = "system:masters";
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationOid = "2.5.4.10";

    /// <summary>Whether one of the authorities signed the certificate, for a client, and it is valid now.</summary>
    public static bool IsTrusted(X509Certificate2 certificate, X509Certificate2Collection authorities, DateTime now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.2")); // client authentication
        return chain.Build(certificate);
    }

    public static bool MayCall(X509Certificate2 certificate)
    {
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements) continue;
            var (oid, value) = (part.GetSingleElementType().Value, part.GetSingleElementValue());
            if (oid == CommonNameOid && value == ApiServerUser || oid == OrganizationOid && value == Administrators)
                return true;
        }

        return false;
    }
}
