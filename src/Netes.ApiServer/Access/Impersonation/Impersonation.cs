using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Netes.ApiServer.Access.Authorization;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Access.Impersonation;

/// <summary>Acting as somebody else by Impersonate-* headers
/// (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation): the first mode that allows it
/// counts, and the one that allowed it last is tried first. If none does, the first refusal is the answer.</summary>
internal sealed class Impersonation(IAuthorizer authorizer)
{
    private const int MaxRemembered = 1024;
    private readonly ConcurrentDictionary<string, ImpersonationMode> lastMode = new();

    /// <summary>Whom the request is to be treated as coming from; null when it impersonates nobody.</summary>
    /// <exception cref="ApiException">400 without a user; 403 when the impersonator may not.</exception>
    public async ValueTask<UserInfo?> ApplyAsync(HttpContext context, RequestInfo info, UserInfo requestor)
    {
        if (WantedUser.Read(context.Request.Headers) is not { } wanted) return null;
        AccessAttributes request = AccessAttributes.Of(requestor, info);
        ApiException? first = null;
        lastMode.TryGetValue(requestor.Name, out ImpersonationMode? known);
        foreach (ImpersonationMode mode in known is null ? ImpersonationMode.All : [known, .. ImpersonationMode.All.Where(m => m != known)])
        {
            if (!mode.Fits(wanted, requestor)) continue;
            (UserInfo? user, ApiException? refusal) = await mode.CheckAsync(wanted, request, authorizer, context.RequestAborted);
            first ??= refusal;
            if (user is null) continue;
            if (mode != known)
            {
                if (lastMode.Count >= MaxRemembered) lastMode.Clear();
                lastMode[requestor.Name] = mode;
            }
            return user;
        }
        throw first ?? ApiErrors.Internal("all impersonation modes failed");
    }
}
