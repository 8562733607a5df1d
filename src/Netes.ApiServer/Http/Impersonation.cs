using Microsoft.AspNetCore.Http;
using Netes.Api.Validation;
using Netes.ApiServer.Access;
using Netes.ApiServer.Access.Authorization;

namespace Netes.ApiServer.Http;

/// <summary>Acting as somebody else by Impersonate-* headers
/// (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation).</summary>
internal static class Impersonation
{
    private const string UserHeader = "Impersonate-User";
    private const string GroupHeader = "Impersonate-Group";
    private const string UidHeader = "Impersonate-Uid";
    private const string ExtraPrefix = "Impersonate-Extra-";

    public static bool IsAsked(HttpRequest request)
    {
        foreach (string name in request.Headers.Keys)
        {
            if (name.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase) && request.Headers[name].ToString().Length > 0) return true;
        }
        return false;
    }

    /// <exception cref="ApiException">400 without a user; 403 when the impersonator may not.</exception>
    public static async ValueTask<UserInfo> ApplyAsync(HttpContext context, RequestInfo info, UserInfo impersonator, IAuthorizer authorizer)
    {
        string name = context.Request.Headers[UserHeader].ToString();
        string[] groups = [.. context.Request.Headers[GroupHeader].Where(g => !string.IsNullOrEmpty(g)).Select(g => g!)];
        string uid = context.Request.Headers[UidHeader].ToString();
        Dictionary<string, IReadOnlyList<string>> extra = Extra(context.Request);
        if (name.Length == 0) throw ApiErrors.BadRequest($"requested {Dump(groups, uid, extra)} without impersonating a user name");

        (string, string, string, string, string) target = UserResource(name);
        if (!await MayAsync(authorizer, impersonator, target, context.RequestAborted)) throw Constrained(impersonator, info, target);
        foreach (string group in groups) await RequireAsync(authorizer, impersonator, ("", "groups", "", "", group), context.RequestAborted);
        if (uid.Length > 0) await RequireAsync(authorizer, impersonator, ("authentication.k8s.io", "uids", "", "", uid), context.RequestAborted);
        foreach ((string key, IReadOnlyList<string> values) in extra)
        {
            foreach (string value in values)
                await RequireAsync(authorizer, impersonator, ("authentication.k8s.io", "userextras", key, "", value), context.RequestAborted);
        }
        if (groups.Length == 0 && name.StartsWith("system:serviceaccount:", StringComparison.Ordinal) && name.Split(':') is [_, _, var ns, _])
            groups = ["system:serviceaccounts", "system:serviceaccounts:" + ns];
        var user = new UserInfo(name, groups) { Uid = uid, Extra = extra };
        if (name == UserInfo.AnonymousName)
            return groups.Contains(UserInfo.UnauthenticatedGroup) ? user : user with { Groups = [.. groups, UserInfo.UnauthenticatedGroup] };
        return user.Authenticated();
    }

    private static (string Group, string Resource, string Subresource, string Namespace, string Name) UserResource(string name) =>
        name.StartsWith("system:serviceaccount:", StringComparison.Ordinal) && name.Split(':') is [_, _, var ns, var account]
            ? ("", "serviceaccounts", "", ns, account) : ("", "users", "", "", name);

    /// <summary>Who may not impersonate at all is told which constrained right (KEP-5284) would have done.</summary>
    private static ApiException Constrained(UserInfo impersonator, RequestInfo info, (string Group, string Resource, string Subresource, string Namespace, string Name) target)
    {
        string mode = target.Resource == "serviceaccounts" ? "serviceaccount" : "user-info";
        AccessAttributes wanted = AccessAttributes.Of(impersonator, info);
        return (wanted with { Verb = $"impersonate-on:{mode}:{info.Verb}" }).Refusal();
    }

    private static async ValueTask RequireAsync(IAuthorizer authorizer, UserInfo user,
        (string Group, string Resource, string Subresource, string Namespace, string Name) what, CancellationToken cancellationToken)
    {
        AccessAttributes attributes = Attributes(user, what);
        if (!(await authorizer.AuthorizeAsync(attributes, cancellationToken)).Allowed) throw attributes.Refusal();
    }

    private static async ValueTask<bool> MayAsync(IAuthorizer authorizer, UserInfo user,
        (string Group, string Resource, string Subresource, string Namespace, string Name) what, CancellationToken cancellationToken) =>
        (await authorizer.AuthorizeAsync(Attributes(user, what), cancellationToken)).Allowed;

    private static AccessAttributes Attributes(UserInfo user, (string Group, string Resource, string Subresource, string Namespace, string Name) what) =>
        new(user, "impersonate")
        {
            IsResource = true,
            Group = what.Group,
            Version = "v1",
            Resource = what.Resource,
            Subresource = what.Subresource,
            Namespace = what.Namespace,
            Name = what.Name,
        };

    private static Dictionary<string, IReadOnlyList<string>> Extra(HttpRequest request)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var header in request.Headers)
        {
            if (!header.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase)) continue;
            extra[Uri.UnescapeDataString(header.Key[ExtraPrefix.Length..].ToLowerInvariant())] = [.. header.Value.Select(v => v ?? "")];
        }
        return extra;
    }

    private static string Dump(string[] groups, string uid, Dictionary<string, IReadOnlyList<string>> extra)
    {
        string list = groups.Length == 0 ? "[]string(nil)" : "[]string{" + string.Join(", ", groups.Select(GoValue.Quote)) + "}";
        string map = string.Join(", ", extra.OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => $"{GoValue.Quote(e.Key)}:[]string{{{string.Join(", ", e.Value.Select(GoValue.Quote))}}}"));
        return $"&user.DefaultInfo{{Name:\"\", UID:{GoValue.Quote(uid)}, Groups:{list}, Extra:map[string][]string{{{map}}}}}";
    }
}
