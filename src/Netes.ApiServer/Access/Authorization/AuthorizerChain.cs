namespace Netes.ApiServer.Access.Authorization;

/// <summary>Asks authorizers in turn; members of system:masters may all. If nobody has an opinion, the request is refused.</summary>
internal sealed class AuthorizerChain(IReadOnlyList<IAuthorizer> authorizers) : IAuthorizer
{
    public async ValueTask<AccessDecision> AuthorizeAsync(AccessAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.User.Groups.Contains(UserInfo.MastersGroup)) return new AccessDecision(true);
        string reason = "", error = "";
        foreach (IAuthorizer authorizer in authorizers)
        {
            AccessDecision decision = await authorizer.AuthorizeAsync(attributes, cancellationToken);
            if (decision.Allowed || decision.Denied) return decision;
            reason = Join(reason, "\n", decision.Reason);
            error = Join(error, ", ", decision.Error);
        }
        return new AccessDecision(false, reason) { Error = error };
    }

    private static string Join(string one, string separator, string other) =>
        one.Length == 0 ? other : other.Length == 0 ? one : one + separator + other;
}
