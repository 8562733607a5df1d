using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Netes.ApiServer.Access.Certificates;

/// <summary>A certificate with its key, as PEM files hold them.</summary>
public sealed record IssuedCertificate(string CertificatePem, string KeyPem)
{
    public X509Certificate2 Load() => X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
}

/// <summary>
/// The cluster's certificate authority and all that it signed, kept as PEM files (keys: mode 0600) in one directory. What is
/// there is used again; what comes near its end, or was signed by another authority, or lacks a name, is made anew.
/// </summary>
/// <remarks>https://kubernetes.io/docs/setup/best-practices/certificates/</remarks>
public sealed class ClusterCertificates
{
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(60);

    private readonly string directory;
    private readonly TimeProvider time;
    private readonly IssuedCertificate authority;

    private ClusterCertificates(string directory, TimeProvider time)
    {
        this.directory = directory;
        this.time = time;
        SecretFile.CreateDirectory(directory);
        Task<RSA> key = Task.Run(() => LoadOrCreateSigningKey(Path.Combine(directory, "service-account.key")));
        authority = LoadOrCreateAuthority();
        Authority = authority.Load();
        ServiceAccountKey = key.GetAwaiter().GetResult();
    }

    /// <exception cref="IOException">The directory can't be written.</exception>
    public static ClusterCertificates LoadOrCreate(string directory, TimeProvider time) => new(directory, time);

    /// <summary>The authority's certificate, with its key.</summary>
    public X509Certificate2 Authority { get; }

    public string AuthorityPem => authority.CertificatePem;

    /// <summary>Signs service account tokens.</summary>
    public RSA ServiceAccountKey { get; }

    /// <summary>A client's certificate: the common name is the user, the organisations are its groups.</summary>
    /// <param name="fileName">The files' name without extension, such as "admin".</param>
    public IssuedCertificate Client(string fileName, string user, params string[] groups) =>
        LoadOrIssue(fileName, Subject(user, groups), "1.3.6.1.5.5.7.3.2", [], []);

    /// <summary>A server's certificate for these host names and addresses.</summary>
    public IssuedCertificate Server(string fileName, string commonName, IReadOnlyList<string> names, IReadOnlyList<IPAddress> addresses) =>
        LoadOrIssue(fileName, Subject(commonName, []), "1.3.6.1.5.5.7.3.1", names, addresses);

    private IssuedCertificate LoadOrCreateAuthority()
    {
        if (TryLoad("ca") is { } stored) return stored;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kubernetes", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = time.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-5), now + AuthorityLifetime);
        return Store("ca", certificate, key);
    }

    private IssuedCertificate LoadOrIssue(string fileName, X500DistinguishedName subject, string usage,
        IReadOnlyList<string> names, IReadOnlyList<IPAddress> addresses)
    {
        if (TryLoad(fileName) is { } stored && Covers(stored, subject, names, addresses)) return stored;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Authority, true, false));
        if (names.Count + addresses.Count > 0)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (string name in names) alternatives.AddDnsName(name);
            foreach (IPAddress address in addresses) alternatives.AddIpAddress(address);
            request.CertificateExtensions.Add(alternatives.Build());
        }
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset end = now + LeafLifetime;
        if (end > Authority.NotAfter) end = Authority.NotAfter;
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using X509Certificate2 certificate = request.Create(Authority, now.AddMinutes(-5), end, serial);
        return Store(fileName, certificate, key);
    }

    private bool Covers(IssuedCertificate stored, X500DistinguishedName subject, IReadOnlyList<string> names, IReadOnlyList<IPAddress> addresses)
    {
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(stored.CertificatePem);
        if (!certificate.SubjectName.RawData.AsSpan().SequenceEqual(subject.RawData)) return false;
        var issuer = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault();
        var authorityId = Authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().First();
        if (issuer?.KeyIdentifier is not { } id || !id.Span.SequenceEqual(Convert.FromHexString(authorityId.SubjectKeyIdentifier!))) return false;
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return names.All(n => alternatives?.EnumerateDnsNames().Contains(n) == true)
            && addresses.All(a => alternatives?.EnumerateIPAddresses().Contains(a) == true);
    }

    /// <summary>The stored pair, or null when there is none that will last.</summary>
    private IssuedCertificate? TryLoad(string fileName)
    {
        string certificatePath = Path.Combine(directory, fileName + ".crt");
        string keyPath = Path.Combine(directory, fileName + ".key");
        if (!File.Exists(certificatePath) || !File.Exists(keyPath)) return null;
        var stored = new IssuedCertificate(File.ReadAllText(certificatePath), File.ReadAllText(keyPath));
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(stored.CertificatePem);
        return certificate.NotAfter - RenewBefore > time.GetUtcNow() ? stored : null;
    }

    private IssuedCertificate Store(string fileName, X509Certificate2 certificate, ECDsa key)
    {
        var issued = new IssuedCertificate(certificate.ExportCertificatePem() + "\n", key.ExportECPrivateKeyPem() + "\n");
        SecretFile.Write(Path.Combine(directory, fileName + ".key"), issued.KeyPem);
        File.WriteAllText(Path.Combine(directory, fileName + ".crt"), issued.CertificatePem);
        return issued;
    }

    private static RSA LoadOrCreateSigningKey(string path)
    {
        if (File.Exists(path))
        {
            RSA stored = RSA.Create();
            stored.ImportFromPem(File.ReadAllText(path));
            return stored;
        }
        RSA key = RSA.Create(2048);
        SecretFile.Write(path, key.ExportRSAPrivateKeyPem() + "\n");
        return key;
    }

    private static X500DistinguishedName Subject(string commonName, IReadOnlyList<string> organizations)
    {
        var builder = new X500DistinguishedNameBuilder();
        foreach (string organization in organizations) builder.AddOrganizationName(organization);
        builder.AddCommonName(commonName);
        return builder.Build();
    }
}
