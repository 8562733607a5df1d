using Netes.Api.Validation;
using Netes.ApiServer.Access.Authorization;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Access.Impersonation;

/// <summary>
/// One set of rights by which somebody may act as somebody else (KEP-5284). All but the legacy mode also ask whether the
/// requestor may do what he is doing in this mode.
/// </summary>
/// <param name="Name">As it stands in the verbs; "" for the legacy mode.</param>
/// <param name="Fits">Whether the mode can lead to the wanted user at all.</param>
internal sealed record ImpersonationMode(string Name, Func<WantedUser, UserInfo, bool> Fits)
{
    /// <summary>From so many checks on, one for all of them is tried first.</summary>
    private const int Many = 4;

    public static IReadOnlyList<ImpersonationMode> All { get; } =
    [
        new("associated-node", static (wanted, requestor) => wanted.IsOnlyName && wanted.Node is { } node
            && WantedUser.AccountOf(requestor.Name) is not null
            && requestor.Extra.GetValueOrDefault("authentication.kubernetes.io/node-name") is [var own] && own == node),
        new("arbitrary-node", static (wanted, _) => wanted.IsOnlyName && wanted.Node is not null),
        new("serviceaccount", static (wanted, _) => wanted.IsOnlyName && wanted.ServiceAccount is not null),
        new("user-info", static (wanted, _) => wanted.Node is null && wanted.ServiceAccount is null),
        new("", static (_, _) => true),
    ];

    private bool IsConstrained => Name.Length > 0;

    private string Verb => IsConstrained ? "impersonate:" + Name : "impersonate";

    /// <summary>The user to act as, or the refusal.</summary>
    public async ValueTask<(UserInfo? User, ApiException? Refusal)> CheckAsync(
        WantedUser wanted, AccessAttributes request, IAuthorizer authorizer, CancellationToken cancellationToken)
    {
        UserInfo requestor = Requestor(request.User);
        if (IsConstrained)
        {
            AccessAttributes on = request with { User = requestor, Verb = $"impersonate-on:{Name}:{request.Verb}" };
            if (await RefuseAsync(authorizer, on, cancellationToken) is { } refusal) return (null, refusal);
        }
        foreach (AccessAttributes right in Rights(wanted, requestor))
        {
            if (await RefuseAsync(authorizer, right, cancellationToken) is { } refusal) return (null, refusal);
        }
        if (await GroupsAsync(wanted, requestor, authorizer, cancellationToken) is { } groups) return (null, groups);
        if (await ExtraAsync(wanted, requestor, authorizer, cancellationToken) is { } extra) return (null, extra);
        return (Become(wanted), null);
    }

    private UserInfo Become(WantedUser wanted)
    {
        IReadOnlyList<string> groups = wanted.Groups;
        if (IsConstrained && wanted.Node is not null) groups = ["system:nodes"];
        else if (groups.Count == 0 && wanted.ServiceAccount is { } account) groups = ["system:serviceaccounts", "system:serviceaccounts:" + account.Namespace];
        var user = new UserInfo(wanted.Name, groups) { Uid = wanted.Uid, Extra = wanted.Extra };
        if (groups.Contains(UserInfo.UnauthenticatedGroup)) return user;
        return wanted.Name == UserInfo.AnonymousName ? user with { Groups = [.. groups, UserInfo.UnauthenticatedGroup] } : user.Authenticated();
    }

    /// <summary>The rights to be the user by name and by uid.</summary>
    private IEnumerable<AccessAttributes> Rights(WantedUser wanted, UserInfo requestor)
    {
        AccessAttributes name = Right(requestor, IsConstrained ? "authentication.k8s.io" : "", "users", wanted.Name);
        if (IsConstrained && wanted.Node is { } node) name = name with { Resource = "nodes", Name = Name == "associated-node" ? "*" : node };
        if (wanted.ServiceAccount is { } account) name = name with { Resource = "serviceaccounts", Namespace = account.Namespace, Name = account.Name };
        yield return name;
        if (wanted.Uid.Length > 0) yield return Right(requestor, "authentication.k8s.io", "uids", wanted.Uid);
    }

    private async ValueTask<ApiException?> GroupsAsync(WantedUser wanted, UserInfo requestor, IAuthorizer authorizer, CancellationToken cancellationToken)
    {
        if (wanted.Groups.Count == 0) return null;
        AccessAttributes right = Right(requestor, IsConstrained ? "authentication.k8s.io" : "", "groups", "");
        if (IsConstrained)
        {
            if (wanted.Groups.Contains("")) return right.Refusal("impersonating the empty string group is not allowed");
            if (wanted.Groups.Contains(UserInfo.MastersGroup))
                return (right with { Name = UserInfo.MastersGroup }).Refusal("impersonating the system:masters group is not allowed");
            if (wanted.Groups.Count >= Many && await RefuseAsync(authorizer, right with { Name = "*" }, cancellationToken) is null) return null;
        }
        foreach (string group in wanted.Groups)
        {
            if (await RefuseAsync(authorizer, right with { Name = group }, cancellationToken) is { } refusal) return refusal;
        }
        return null;
    }

    private async ValueTask<ApiException?> ExtraAsync(WantedUser wanted, UserInfo requestor, IAuthorizer authorizer, CancellationToken cancellationToken)
    {
        if (wanted.Extra.Count == 0) return null;
        AccessAttributes right = Right(requestor, "authentication.k8s.io", "userextras", "");
        if (IsConstrained)
        {
            if (InvalidExtra(wanted.Extra) is { } why) return right.Refusal(why);
            bool many = wanted.Extra.Count >= Many || wanted.Extra.Sum(static e => e.Value.Count) >= Many;
            if (many && await RefuseAsync(authorizer, right with { Subresource = "*", Name = "*" }, cancellationToken) is null) return null;
        }
        foreach ((string key, IReadOnlyList<string> values) in wanted.Extra)
        {
            foreach (string value in values)
            {
                if (await RefuseAsync(authorizer, right with { Subresource = key, Name = value }, cancellationToken) is { } refusal) return refusal;
            }
        }
        return null;
    }

    private static string? InvalidExtra(IReadOnlyDictionary<string, IReadOnlyList<string>> extra)
    {
        foreach ((string key, IReadOnlyList<string> values) in extra)
        {
            if (key.Length == 0) return "impersonating the empty string key in extra is not allowed";
            int slash = key.IndexOf('/', StringComparison.Ordinal);
            if (slash <= 0 || slash == key.Length - 1 || NameRules.DnsSubdomain(key[..slash]).Count > 0)
                return $"impersonating an invalid key in extra is not allowed: extra.key: Invalid value: {GoValue.Quote(key)}: must be a domain-prefixed path (such as \"acme.io/foo\")";
            if (values.Count == 0) return "impersonating empty values in extra is not allowed";
            if (values.Contains("")) return "impersonating the empty string value in extra is not allowed";
        }
        return null;
    }

    private AccessAttributes Right(UserInfo requestor, string group, string resource, string name) =>
        new(requestor, Verb) { IsResource = true, Group = group, Version = "v1", Resource = resource, Name = name };

    /// <summary>For its own node, an account is asked about as one and the same on every node: only the extra's keys count.</summary>
    private UserInfo Requestor(UserInfo user) => Name != "associated-node" ? user : user with
    {
        Extra = new Dictionary<string, IReadOnlyList<string>>
        {
            ["authentication.kubernetes.io/associated-node-keys"] = [.. user.Extra.Keys.Order(StringComparer.Ordinal)],
        },
    };

    private static async ValueTask<ApiException?> RefuseAsync(IAuthorizer authorizer, AccessAttributes right, CancellationToken cancellationToken)
    {
        AccessDecision decision = await authorizer.AuthorizeAsync(right, cancellationToken);
        return decision.Allowed ? null : right.Refusal(decision.Reason);
    }
}
