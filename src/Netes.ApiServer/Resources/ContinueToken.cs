using Netes.Api.Validation;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Resources;

/// <summary>
/// Where a chunked list goes on (KEP-365): base64 of <c>{"v":"meta.k8s.io/v1","rv":7,"start":"ns/name\u0000"}</c>. The key is
/// relative to the list's scope; revision -1 goes on at the newest state, for clients whose first token expired.
/// </summary>
internal readonly record struct ContinueToken(long Revision, string Start)
{
    public const long AnyRevision = -1;

    public string Encode() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        $$"""{"v":"meta.k8s.io/v1","rv":{{Revision}},"start":"{{JsonEncodedText.Encode(Start)}}"}"""));

    /// <exception cref="ApiException">BadRequest.</exception>
    public static ContinueToken Decode(string token)
    {
        byte[] bytes;
        try
        {
            // Stray bits behind the last whole byte are no matter, as in Go.
            string padded = token.Replace('-', '+').Replace('_', '/');
            bytes = Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException)
        {
            throw Invalid("continue key is not valid: illegal base64 data at input byte 0");
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            string version = root.TryGetProperty("v", out JsonElement v) ? v.GetString() ?? "" : "";
            if (version != "meta.k8s.io/v1") throw Invalid($"continue key is not valid: server does not recognize this encoded version {GoValue.Quote(version)}");
            long revision = root.TryGetProperty("rv", out JsonElement rv) ? rv.GetInt64() : 0;
            if (revision == 0) throw Invalid("continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
            string start = root.TryGetProperty("start", out JsonElement s) ? s.GetString() ?? "" : "";
            if (start.Length == 0) throw Invalid("continue key is not valid: encoded start key empty (version meta.k8s.io/v1)");
            if (start.Split('/').Contains("..") || start.StartsWith('/'))
                throw Invalid($"continue key is not valid: {start}");
            return new ContinueToken(revision, start);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            char c = bytes.Length > 0 ? (char)bytes[0] : ' ';
            string first = char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString();
            throw Invalid($"continue key is not valid: invalid character '{first}' looking for beginning of value");
        }
    }

    private static ApiException Invalid(string why) => ApiErrors.BadRequest("invalid continue token: " + why);
}
