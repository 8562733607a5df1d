using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>
/// Tokens that are kept in Secrets of type kubernetes.io/service-account-token and live as long as those
/// (https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/).
/// </summary>
internal sealed class LegacyServiceAccountTokens(JsonWebToken signer, IReadOnlyList<string> ownAudiences, ITokenBindings bindings, TimeProvider time)
    : ITokenAuthenticator
{
    private const string Issuer = "kubernetes/serviceaccount";
    private const string Prefix = "kubernetes.io/serviceaccount/";
    private const string InvalidSince = "kubernetes.io/legacy-token-invalid-since";
    private readonly VerifiedTokens<Claims> verified = new();

    public async ValueTask<TokenDecision> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        Claims? claims = verified.Find(token);
        if (claims is null)
        {
            using (JsonDocument? claimed = JwtClaims.Peek(token))
            {
                if (claimed is null || JwtClaims.Text(claimed.RootElement, "iss") != Issuer) return TokenDecision.None;
            }
            using JsonDocument? document = signer.Verify(token);
            if (document is null) return TokenDecision.Failed("invalid signature, no keys found");
            claims = Claims.Read(document.RootElement);
            if (claims is null) return TokenDecision.Failed("sub claim does not match the service account");
            verified.Add(token, claims);
        }
        string[] shared = [.. ownAudiences.Intersect(audiences)];
        if (shared.Length == 0) return TokenDecision.Failed($"token audiences {Authorization.RuleCoverage.QuoteList(ownAudiences)} is invalid for the target audiences {Authorization.RuleCoverage.QuoteList(audiences)}");
        if (await InvalidAsync(token, claims, cancellationToken) is { } why) return TokenDecision.Failed(why);
        return new TokenDecision(new TokenIdentity(ServiceAccountClaims.UserOf(claims.Namespace, claims.Account, claims.Uid), shared));
    }

    private async ValueTask<string?> InvalidAsync(string token, Claims claims, CancellationToken cancellationToken)
    {
        DateTime deletedBefore = (time.GetUtcNow() - TimeSpan.FromMinutes(1)).UtcDateTime;
        Secret? secret = await bindings.FindSecretAsync(claims.Namespace, claims.Secret, cancellationToken);
        if (secret is null || secret.Metadata.DeletionTimestamp < deletedBefore) return "Token has been invalidated";
        if (secret.Data is null || !secret.Data.TryGetValue("token", out byte[]? kept) || kept is null
            || !CryptographicOperations.FixedTimeEquals(kept, Encoding.UTF8.GetBytes(token))) return "Token does not match server's copy";
        if (await bindings.FindAsync("serviceaccounts", claims.Namespace, claims.Account, cancellationToken) is not { } account)
            return $"serviceaccounts {GoValue.Quote(claims.Account)} not found";
        if (account.Deleted < deletedBefore) return $"ServiceAccount {claims.Namespace}/{claims.Account} has been deleted";
        if (account.Uid != claims.Uid) return $"ServiceAccount UID ({account.Uid}) does not match claim ({claims.Uid})";
        return secret.Metadata.Labels?.ContainsKey(InvalidSince) == true
            ? $"the token in secret {claims.Namespace}/{claims.Secret} for service account {claims.Namespace}/{claims.Account} has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the '{InvalidSince}' label from the secret to temporarily allow use of this token"
            : null;
    }

    private sealed record Claims(string Namespace, string Account, string Uid, string Secret)
    {
        public static Claims? Read(JsonElement root)
        {
            var claims = new Claims(JwtClaims.Text(root, Prefix + "namespace"), JwtClaims.Text(root, Prefix + "service-account.name"),
                JwtClaims.Text(root, Prefix + "service-account.uid"), JwtClaims.Text(root, Prefix + "secret.name"));
            bool whole = claims.Namespace.Length > 0 && claims.Account.Length > 0 && claims.Uid.Length > 0 && claims.Secret.Length > 0;
            return whole && JwtClaims.Text(root, "sub") == $"system:serviceaccount:{claims.Namespace}:{claims.Account}" ? claims : null;
        }
    }
}
