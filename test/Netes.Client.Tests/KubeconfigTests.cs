using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Netes.Client.Configuration;

namespace Netes.Client.Tests;

public class KubeconfigTests
{
    private static string Config(string cluster, string user) => $$"""
        apiVersion: v1
        kind: Config
        current-context: main
        clusters:
        - name: c
          cluster:
            server: https://127.0.0.1:6443
            {{cluster}}
        contexts:
        - name: main
          context: {cluster: c, user: u, namespace: team}
        users:
        - name: u
          user:
            {{user}}
        """;

    [Fact]
    public void Connect_InlineData_GivesServerTrustAndCertificate()
    {
        var (certificate, key) = SelfSigned();
        var connection = Kubeconfig.Parse(Config(
            $"certificate-authority-data: {Base64(certificate)}",
            $"client-certificate-data: {Base64(certificate)}\n    client-key-data: {Base64(key)}"), "/").Connect();
        Assert.Equal("https://127.0.0.1:6443/", connection.Server.ToString());
        Assert.Equal("team", connection.Namespace);
        Assert.Single(connection.CertificateAuthorities!);
        Assert.True(connection.ClientCertificate!.HasPrivateKey);
    }

    [Fact]
    public void Connect_Token_IsGiven() =>
        Assert.Equal("abc", Kubeconfig.Parse(Config("insecure-skip-tls-verify: true", "token: abc"), "/").Connect().BearerToken!());

    [Fact]
    public void Connect_TokenFile_WinsAndIsRelativeToTheConfig()
    {
        string directory = Directory.CreateTempSubdirectory("netes-kubeconfig").FullName;
        try
        {
            File.WriteAllText(Path.Combine(directory, "tok"), "from-file\n");
            var connection = Kubeconfig.Parse(Config("tls-server-name: kubernetes", "tokenFile: tok\n    token: literal"), directory).Connect();
            Assert.Equal("from-file", connection.BearerToken!());
            Assert.Equal("kubernetes", connection.TlsServerName);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData("users: &x {y: *x}")]
    [InlineData("- a list")]
    [InlineData("a: {")]
    [InlineData("a: 1\na: 2")]
    public void Parse_NotAKubeconfig_SaysSo(string text) =>
        Assert.Throws<KubeconfigException>(() => Kubeconfig.Parse(text, "/"));

    [Fact]
    public void Connect_UnknownContext_NamesIt() =>
        Assert.Contains("\"other\"", Assert.Throws<KubeconfigException>(
            () => Kubeconfig.Parse(Config("x: y", "token: t"), "/").Connect("other")).Message, StringComparison.Ordinal);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static (string Certificate, string Key) SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
