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
    /// <param name="token">The token as it was sent.</param>
    /// <param name="audiences">The audiences of which the token must name one.</param>
    /// <param name="cancellationToken">Ends look-ups elsewhere.</param>
    ValueTask<TokenDecision> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken);
}

/// <summary>Whose token it is; or why it doesn't hold, empty when it is not one of this authenticator's.</summary>
internal readonly record struct TokenDecision(TokenIdentity? Identity, string Error = "")
{
    public static TokenDecision None => new(null);

    public static TokenDecision Failed(string error) => new(null, error);
}

/// <summary>A token's user and the audiences that it was accepted for.</summary>
internal sealed record TokenIdentity(UserInfo User, IReadOnlyList<string> Audiences);
