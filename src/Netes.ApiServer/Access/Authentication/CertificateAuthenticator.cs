using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>Client certificates of the cluster's authority: common name is the user, organisations are the groups.</summary>
internal sealed class CertificateAuthenticator(X509Certificate2 authority, TimeProvider time) : IAuthenticator
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>A connection sends many requests with one certificate: it is verified once.</summary>
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<X509Certificate2, UserInfo> verified = [];

    public ValueTask<UserInfo?> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        X509Certificate2? certificate = context.Connection.ClientCertificate;
        if (certificate is null) return ValueTask.FromResult<UserInfo?>(null);
        if (verified.TryGetValue(certificate, out UserInfo? known) && certificate.NotAfter > time.GetUtcNow())
            return ValueTask.FromResult<UserInfo?>(known);
        if (!IsSignedByAuthority(certificate)) throw Http.ApiErrors.Unauthorized();
        UserInfo user = FromSubject(certificate.SubjectName).Authenticated();
        verified.AddOrUpdate(certificate, user);
        return ValueTask.FromResult<UserInfo?>(user);
    }

    private bool IsSignedByAuthority(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(ClientAuthentication));
        return chain.Build(certificate);
    }

    internal static UserInfo FromSubject(X500DistinguishedName subject)
    {
        string name = "";
        var groups = new List<string>();
        foreach (X500RelativeDistinguishedName part in subject.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            if (part.HasMultipleElements) continue;
            switch (part.GetSingleElementType().Value)
            {
                case "2.5.4.3": name = part.GetSingleElementValue() ?? ""; break;
                case "2.5.4.10": groups.Add(part.GetSingleElementValue() ?? ""); break;
            }
        }
        return new UserInfo(name, groups);
    }
}
