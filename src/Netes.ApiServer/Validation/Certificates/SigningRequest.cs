using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Netes.ApiServer.Validation.Certificates;

/// <summary>Reads a PKCS #10 request (RFC 2986) in PEM.</summary>
internal static class SigningRequest
{
    private const string BlockType = "CERTIFICATE REQUEST";

    /// <summary>What is wrong with it, in the API server's words; null for a request that its own key signed.</summary>
    public static string? Mistake(byte[]? pem)
    {
        string text = Encoding.ASCII.GetString(pem ?? []);
        if (!PemEncoding.TryFind(text, out PemFields fields) || !text.AsSpan()[fields.Label].SequenceEqual(BlockType))
            return "PEM block type must be " + BlockType;
        byte[] der = Convert.FromBase64String(text[fields.Base64Data]);
        try
        {
            CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256, out int read);
            return read == der.Length ? null : "asn1: syntax error: trailing data";
        }
        catch (CryptographicException)
        {
            return IsWellFormed(der) ? "x509: signature verification failure" : "asn1: structure error: malformed certificate request";
        }
        catch (NotSupportedException)
        {
            return "x509: cannot verify signature: algorithm unimplemented";
        }
    }

    private static bool IsWellFormed(byte[] der)
    {
        try
        {
            CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256, out _, CertificateRequestLoadOptions.SkipSignatureValidation);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
