using System.Text;
using Microsoft.AspNetCore.Http;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>The OpenID discovery document and keys of the service account issuer (KEP-1393).</summary>
internal sealed class IssuerEndpoints(JsonWebToken signer, string issuer) : IPathHandler
{
    private const string KeySetType = "application/jwk-set+json";

    public async ValueTask<bool> TryHandleAsync(HttpContext context, RequestInfo info, UserInfo user)
    {
        switch (info.Path)
        {
            case "/.well-known/openid-configuration":
                string host = context.Request.Host.HasValue ? context.Request.Host.Value! : "kubernetes.default.svc";
                await ResponseBody.WriteJsonAsync(context, 200, Encoding.UTF8.GetBytes(
                    $$"""{"issuer":"{{issuer}}","jwks_uri":"https://{{host}}/openid/v1/jwks","response_types_supported":["id_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}"""));
                return true;
            case "/openid/v1/jwks":
                string accept = context.Request.Headers.Accept.ToString();
                if (accept.Length > 0 && !accept.Contains(KeySetType, StringComparison.Ordinal) && !accept.Contains("*/*", StringComparison.Ordinal))
                    throw ApiErrors.NotAcceptableAtAll(KeySetType);
                context.Response.ContentType = KeySetType;
                await context.Response.WriteAsync(signer.KeySet(), context.RequestAborted);
                return true;
            default:
                return false;
        }
    }
}
