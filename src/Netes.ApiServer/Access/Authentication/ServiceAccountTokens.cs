using System.Text.Json;
using Netes.ApiServer.Access.Authorization;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>
/// Makes and checks bound service account tokens. A signature is checked once and remembered for as long as the token lives;
/// whether the account and what the token is bound to are still there is asked each time.
/// </summary>
internal sealed class ServiceAccountTokens(JsonWebToken signer, string issuer, ITokenBindings bindings, TimeProvider time) : ITokenAuthenticator
{
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);
    private readonly VerifiedTokens<ServiceAccountClaims> verified = new();

    public string Issuer => issuer;

    /// <summary>The audience of tokens that name none: the server itself.</summary>
    public IReadOnlyList<string> DefaultAudiences { get; } = [issuer];

    public string Issue(ServiceAccountClaims claims) => signer.Sign(json => claims.Write(json, issuer));

    public async ValueTask<TokenDecision> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        ServiceAccountClaims? claims = verified.Find(token);
        if (claims is null)
        {
            (claims, string error) = Verify(token);
            if (claims is null) return TokenDecision.Failed(error);
            verified.Add(token, claims);
        }
        DateTimeOffset now = time.GetUtcNow();
        if (claims.Expires + Leeway <= now) return TokenDecision.Failed("service account token has expired");
        if (claims.NotBefore - Leeway > now) return TokenDecision.Failed("service account token is not valid yet");
        if (await InvalidAsync(claims, (now - Leeway).UtcDateTime, cancellationToken) is { } why) return TokenDecision.Failed(why);
        string[] shared = [.. claims.Audiences.Intersect(audiences)];
        return shared.Length > 0 ? new TokenDecision(new TokenIdentity(claims.ToUser(), shared))
            : TokenDecision.Failed($"token audiences {RuleCoverage.QuoteList(claims.Audiences)} is invalid for the target audiences {RuleCoverage.QuoteList(audiences)}");
    }

    private (ServiceAccountClaims? Claims, string Error) Verify(string token)
    {
        using (JsonDocument? claimed = JwtClaims.Peek(token))
        {
            if (claimed is null || JwtClaims.Text(claimed.RootElement, "iss") != issuer) return (null, "");
        }
        using JsonDocument? document = signer.Verify(token);
        if (document is null) return (null, "invalid signature, no keys found");
        return ServiceAccountClaims.Read(document.RootElement) is { } claims ? (claims, "") : (null, "service account token claims could not be read");
    }

    /// <summary>Why the token holds no longer; null when it does.</summary>
    private async ValueTask<string?> InvalidAsync(ServiceAccountClaims claims, DateTime deletedBefore, CancellationToken cancellationToken)
    {
        const string Gone = "service account token has been invalidated";
        string ns = claims.Namespace;
        if (await bindings.FindAsync("serviceaccounts", ns, claims.Name, cancellationToken) is not { } account)
            return $"serviceaccounts \"{claims.Name}\" not found";
        if (account.Deleted < deletedBefore) return "service account has been deleted";
        if (account.Uid != claims.Uid) return $"service account UID ({account.Uid}) does not match claim ({claims.Uid})";
        if (claims.Secret is { } secret)
        {
            if (await bindings.FindAsync("secrets", ns, secret.Name, cancellationToken) is not { } found || found.Deleted < deletedBefore) return Gone;
            if (found.Uid != secret.Uid) return $"secret UID ({found.Uid}) does not match service account secret ref claim ({secret.Uid})";
        }
        if (claims.Pod is { } pod)
        {
            if (await bindings.FindAsync("pods", ns, pod.Name, cancellationToken) is not { } found || found.Deleted < deletedBefore) return Gone;
            if (found.Uid != pod.Uid) return $"pod UID ({found.Uid}) does not match service account pod ref claim ({pod.Uid})";
        }
        else if (claims.Node is { } node)
        {
            if (await bindings.FindAsync("nodes", "", node.Name, cancellationToken) is not { } found || found.Deleted < deletedBefore) return Gone;
            if (found.Uid != node.Uid) return $"node UID ({found.Uid}) does not match service account node ref claim ({node.Uid})";
        }
        return null;
    }
}
