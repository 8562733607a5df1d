using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>RS256 JSON Web Tokens (RFC 7519) of our own key.</summary>
internal sealed class JsonWebToken
{
    private readonly RSA key;
    private readonly string header;

    public JsonWebToken(RSA key)
    {
        this.key = key;
        KeyId = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"RS256","kid":"{{KeyId}}"}"""));
    }

    /// <summary>Names the key in token headers and in the published key set.</summary>
    public string KeyId { get; }

    /// <summary>A signed token around the claims that the callback writes.</summary>
    public string Sign(Action<Utf8JsonWriter> writeClaims)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            writeClaims(json);
            json.WriteEndObject();
        }
        string signed = header + "." + Base64Url.EncodeToString(buffer.WrittenSpan);
        byte[] signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return signed + "." + Base64Url.EncodeToString(signature);
    }

    /// <summary>The claims of a token that this key signed, or null. Says nothing about times and audiences.</summary>
    public JsonDocument? Verify(string token)
    {
        int first = token.IndexOf('.', StringComparison.Ordinal), last = token.LastIndexOf('.');
        if (first < 0 || last == first || token.Length > 16384) return null;
        try
        {
            using JsonDocument head = JsonDocument.Parse(Base64Url.DecodeFromChars(token.AsSpan(0, first)));
            if (head.RootElement.ValueKind != JsonValueKind.Object
                || !head.RootElement.TryGetProperty("alg", out JsonElement algorithm) || !algorithm.ValueEquals("RS256")) return null;
            byte[] signature = Base64Url.DecodeFromChars(token.AsSpan(last + 1));
            byte[] signed = Encoding.ASCII.GetBytes(token[..last]);
            if (!key.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) return null;
            return JsonDocument.Parse(Base64Url.DecodeFromChars(token.AsSpan(first + 1, last - first - 1)));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The public key as a JSON Web Key Set (RFC 7517).</summary>
    public string KeySet()
    {
        RSAParameters parameters = key.ExportParameters(false);
        return $$"""{"keys":[{"use":"sig","kty":"RSA","kid":"{{KeyId}}","alg":"RS256","n":"{{Base64Url.EncodeToString(parameters.Modulus)}}","e":"{{Base64Url.EncodeToString(parameters.Exponent)}}"}]}""";
    }
}
