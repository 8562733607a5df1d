using Microsoft.AspNetCore.Http;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>
/// Finds out who asks: the in-memory transport's own word, then client certificates, then bearer tokens; nothing at all is
/// anonymous, and a bearer token that nobody knows is refused.
/// </summary>
internal sealed class RequestAuthenticator(CertificateAuthenticator? certificates, IReadOnlyList<ITokenAuthenticator> tokens)
{
    public async ValueTask<UserInfo> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IInMemoryIdentity>() is { } known) return known.User;
        if (certificates is not null && await certificates.AuthenticateAsync(context, cancellationToken) is { } fromCertificate)
            return fromCertificate;
        if (BearerToken(context.Request) is not { Length: > 0 } token) return UserInfo.Anonymous;
        return await TokenAsync(token, [], cancellationToken) is { } identity ? identity.User : throw Http.ApiErrors.Unauthorized();
    }

    /// <summary>Asks every token authenticator in turn.</summary>
    public async ValueTask<TokenIdentity?> TokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        foreach (ITokenAuthenticator authenticator in tokens)
        {
            if (await authenticator.AuthenticateAsync(token, audiences, cancellationToken) is { } identity) return identity;
        }
        return null;
    }

    private static string? BearerToken(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        if (header is not null && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header[7..].Trim();
        // Browsers can't set headers on WebSockets: the token may stand in the protocol list instead.
        foreach (string? protocols in request.Headers.SecWebSocketProtocol)
        {
            foreach (string protocol in (protocols ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                const string Prefix = "base64url.bearer.authorization.k8s.io.";
                if (protocol.StartsWith(Prefix, StringComparison.Ordinal) && System.Buffers.Text.Base64Url.IsValid(protocol.AsSpan(Prefix.Length)))
                    return System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(protocol.AsSpan(Prefix.Length)));
            }
        }
        return null;
    }
}

/// <summary>Set by the in-memory transport: requests from inside the process come with an identity, not with a credential.</summary>
internal interface IInMemoryIdentity
{
    UserInfo User { get; }
}
