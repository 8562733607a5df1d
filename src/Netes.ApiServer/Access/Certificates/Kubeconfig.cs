using System.Text;

namespace Netes.ApiServer.Access.Certificates;

/// <summary>Writes kubeconfig files for one cluster, one user and one context.</summary>
public static class Kubeconfig
{
    /// <summary>The text of a kubeconfig with everything embedded, so that the file can be carried elsewhere.</summary>
    public static string Text(Uri server, string authorityPem, string userName, IssuedCertificate client) => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: netes
          cluster:
            certificate-authority-data: {Base64(authorityPem)}
            server: {server.GetLeftPart(UriPartial.Authority)}
        users:
        - name: {userName}
          user:
            client-certificate-data: {Base64(client.CertificatePem)}
            client-key-data: {Base64(client.KeyPem)}
        contexts:
        - name: netes
          context:
            cluster: netes
            user: {userName}
        current-context: netes

        """;

    /// <summary>Writes the file with mode 0600.</summary>
    public static void Write(string path, Uri server, string authorityPem, string userName, IssuedCertificate client) =>
        SecretFile.Write(path, Text(server, authorityPem, userName, client));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
