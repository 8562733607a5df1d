using Netes.Api.Validation;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>What somebody wants to do.</summary>
internal sealed record AccessAttributes(UserInfo User, string Verb)
{
    public bool IsResource { get; init; }
    public string Group { get; init; } = "";
    public string Version { get; init; } = "";
    public string Resource { get; init; } = "";
    public string Subresource { get; init; } = "";
    public string Namespace { get; init; } = "";
    public string Name { get; init; } = "";
    public string Path { get; init; } = "";

    public string ResourceAndSubresource => Subresource.Length == 0 ? Resource : Resource + "/" + Subresource;

    public static AccessAttributes Of(UserInfo user, RequestInfo info) => new(user, info.Verb)
    {
        IsResource = info.IsResource,
        Group = info.Group,
        Version = info.Version,
        Resource = info.Resource,
        Subresource = info.Subresource,
        Namespace = info.Namespace,
        Name = info.Name,
        Path = info.Path,
    };

    /// <summary>The refusal, in upstream's words.</summary>
    public ApiException Refusal()
    {
        string why = IsResource
            ? $"User {GoValue.Quote(User.Name)} cannot {Verb} resource {GoValue.Quote(ResourceAndSubresource)} in API group {GoValue.Quote(Group)} "
                + (Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace {GoValue.Quote(Namespace)}")
            : $"User {GoValue.Quote(User.Name)} cannot {Verb} path {GoValue.Quote(Path)}";
        return ApiErrors.Forbidden(Group, Resource, Name, why);
    }
}

/// <summary>A decision and its reason.</summary>
internal readonly record struct AccessDecision(bool Allowed, string Reason = "")
{
    public static AccessDecision NoOpinion => new(false);
}

/// <summary>One source of rights. Nobody's opinion is a refusal.</summary>
internal interface IAuthorizer
{
    ValueTask<AccessDecision> AuthorizeAsync(AccessAttributes attributes, CancellationToken cancellationToken);
}

/// <summary>Asks authorizers in turn; members of system:masters may all.</summary>
internal sealed class AuthorizerChain(IReadOnlyList<IAuthorizer> authorizers) : IAuthorizer
{
    public async ValueTask<AccessDecision> AuthorizeAsync(AccessAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.User.Groups.Contains(UserInfo.MastersGroup)) return new AccessDecision(true);
        foreach (IAuthorizer authorizer in authorizers)
        {
            AccessDecision decision = await authorizer.AuthorizeAsync(attributes, cancellationToken);
            if (decision.Allowed) return decision;
        }
        return AccessDecision.NoOpinion;
    }
}
