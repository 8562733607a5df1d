using Microsoft.AspNetCore.Http;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>One way to find out who asks.</summary>
internal interface IAuthenticator
{
    /// <summary>The user; null when the request carries nothing that this authenticator knows.</summary>
    /// <exception cref="Http.ApiException">401: the request carries a credential of this kind that doesn't hold.</exception>
    ValueTask<UserInfo?> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken);
}

/// <summary>Tokens from "Authorization: Bearer".</summary>
internal interface ITokenAuthenticator
{
    /// <summary>The user, or null when the token is not one of this authenticator's or doesn't hold.</summary>
    /// <param name="audiences">The audiences of which the token must name one; empty: the server's own.</param>
    ValueTask<TokenIdentity?> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken);
}

/// <summary>A token's user and the audiences that it was accepted for.</summary>
internal sealed record TokenIdentity(UserInfo User, IReadOnlyList<string> Audiences);
