using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>
/// Finds out who asks: the in-memory transport's own word, then what requests themselves carry (front proxies, client
/// certificates), then bearer tokens; nothing at all is anonymous, and a bearer token that nobody knows is refused.
/// </summary>
internal sealed class RequestAuthenticator(IReadOnlyList<IAuthenticator> requests, IReadOnlyList<ITokenAuthenticator> tokens,
    IReadOnlyList<string> ownAudiences, AnonymousAccess anonymous)
{
    private const string UnknownToken = "invalid bearer token";

    public async ValueTask<UserInfo> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IInMemoryIdentity>() is { } known) return known.User;
        foreach (IAuthenticator authenticator in requests)
        {
            if (await authenticator.AuthenticateAsync(context, cancellationToken) is { } user) return user;
        }
        if (BearerToken(context.Request) is { Length: > 0 } token)
            return (await TokenAsync(token, ownAudiences, cancellationToken)).Identity?.User ?? throw ApiErrors.Unauthorized();
        return anonymous.Allows(context.Request.Path.Value ?? "/") ? UserInfo.Anonymous : throw ApiErrors.Unauthorized();
    }

    /// <summary>Asks every token authenticator in turn. All of their errors together say why none took it.</summary>
    /// <param name="token">The token.</param>
    /// <param name="audiences">Of which it must name one; empty: the server's own.</param>
    /// <param name="cancellationToken">Ends look-ups elsewhere.</param>
    public async ValueTask<TokenDecision> TokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        if (audiences.Count == 0) audiences = ownAudiences;
        List<string>? errors = null;
        foreach (ITokenAuthenticator authenticator in tokens)
        {
            TokenDecision decision = await authenticator.AuthenticateAsync(token, audiences, cancellationToken);
            if (decision.Identity is not null) return decision;
            if (decision.Error.Length > 0) (errors ??= []).Add(decision.Error);
        }
        return TokenDecision.Failed(errors is null ? UnknownToken : $"[{UnknownToken}, {string.Join(", ", errors.Distinct())}]");
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
                if (protocol.StartsWith(Prefix, StringComparison.Ordinal) && Base64Url.IsValid(protocol.AsSpan(Prefix.Length)))
                    return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(protocol.AsSpan(Prefix.Length)));
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
