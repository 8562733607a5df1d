using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Netes.ApiServer.Access;
using Netes.ApiServer.Access.Authentication;
using Netes.ApiServer.Access.Authorization;
using Netes.ApiServer.Extensions.CustomResources;
using Netes.ApiServer.Resources;
using Netes.Storage;

namespace Netes.ApiServer.Http;

/// <summary>
/// The way of every request, from a socket or from inside the process:
/// <code>
/// (1) parse   (2) authenticate   (3) impersonate   (4) authorise   (5) hand to a path's or a resource's handler
/// </code>
/// Whatever goes wrong on the way becomes a Status answer here.
/// </summary>
internal sealed partial class ApiPipeline(
    RequestAuthenticator authenticator,
    IAuthorizer authorizer,
    ResourceRegistry registry,
    ResourceHandler resources,
    IReadOnlyList<IPathHandler> paths,
    RequestMetrics metrics,
    TimeProvider time,
    ILogger<ApiPipeline> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        long started = time.GetTimestamp();
        string audit = Guid.NewGuid().ToString();
        context.Response.Headers["Audit-Id"] = audit;
        context.Response.Headers.CacheControl = "no-cache, private";
        RequestInfo info = RequestInfo.Parse(context.Request.Method, context.Request.Path.Value ?? "/", context.Request.Query);   // (1)
        try
        {
            await HandleAsync(context, info);
        }
        catch (ApiException e)
        {
            await FailAsync(context, e.Failure);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away: there is nobody to answer.
        }
        catch (StoreException e)
        {
            Log.StoreFailed(logger, e, info.Verb, info.Path);
            await FailAsync(context, e.Error == StoreError.TooLarge
                ? ApiErrors.Plain("etcdserver: request is too large").Failure
                : ApiErrors.ServiceUnavailable("the store is not available: " + e.Message).Failure);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Log.Panicked(logger, e, info.Verb, info.Path);
            await FailAsync(context, new ApiFailure(500, "InternalError",
                $"This request caused apiserver to panic. Look in the logs for details: audit-ID {audit}") { Details = new FailureDetails() });
        }
        metrics.Record(info, context.Response.StatusCode, time.GetElapsedTime(started));
    }

    private async Task HandleAsync(HttpContext context, RequestInfo info)
    {
        UserInfo user = await authenticator.AuthenticateAsync(context, context.RequestAborted);                     // (2)
        if (Impersonation.IsAsked(context.Request)) user = await Impersonation.ApplyAsync(context, info, user, authorizer);      // (3)
        AccessAttributes attributes = AccessAttributes.Of(user, info);
        if (!(await authorizer.AuthorizeAsync(attributes, context.RequestAborted)).Allowed) throw attributes.Refusal();          // (4)
        if (context.Request.Path.Value is { } path && path.StartsWith("//", StringComparison.Ordinal))
        {
            await ResponseBody.WriteTextAsync(context, 404, "404 page not found\n");
            return;
        }
        if (context.Request.Query.TryGetValue("timeout", out var timeout) && timeout[0] is { Length: > 0 } text && QueryValues.ParseDuration(text) is null)
            throw ApiErrors.BadRequest($"invalid timeout specified in the request URL - time: invalid duration {Netes.Api.Validation.GoValue.Quote(text)}");
        if (info.IsResource && info.Group.Length + info.Version.Length > 0)                                          // (5)
        {
            await HandleResourceAsync(context, info, user);
            return;
        }
        foreach (IPathHandler handler in paths)
        {
            if (await handler.TryHandleAsync(context, info, user)) return;
        }
        if (info.Path.StartsWith("/api", StringComparison.Ordinal) && !IsOfUnknownGroup(info.Path)) throw ApiErrors.PathNotFound();
        await ResponseBody.WriteTextAsync(context, 404, "404 page not found\n");
    }

    /// <summary>Whether a path would lead into a group that only clients could define, and none has.</summary>
    private bool IsOfUnknownGroup(string path)
    {
        string[] parts = path.Split('/', 4, StringSplitOptions.RemoveEmptyEntries);
        return parts is ["apis", var group, ..] && !registry.IsBuiltIn(group);
    }

    private Task HandleResourceAsync(HttpContext context, RequestInfo info, UserInfo user)
    {
        ResourceStore? store = registry.Find(info.Group, info.Version, info.Resource);
        if (store is { Definition.Custom: not null } && !CustomRequests.FitsScope(info, store.Definition.Type)) store = null;
        if (store is null)
        {
            if (registry.IsBuiltIn(info.Group)) throw ApiErrors.PathNotFound();
            return ResponseBody.WriteTextAsync(context, 404, "404 page not found\n");
        }
        Negotiated form = MediaType.Negotiate(context.Request.Headers.Accept.ToString(), stream: info.Verb == "watch", protobufAllowed: store.Definition.Custom is null);
        if (context.Request.Query.TryGetValue("pretty", out var pretty) && QueryValues.IsTrue(pretty[0])) form = form with { Pretty = true };
        var request = new ApiRequest(context, info, user, store.Definition, time) { Form = form };
        context.Features.Set(request);
        return resources.HandleAsync(request, store);
    }

    private static async Task FailAsync(HttpContext context, ApiFailure failure)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        if (context.Features.Get<ApiRequest>() is { } request) ViewWriter.AddWarnings(request);
        if (!context.RequestAborted.IsCancellationRequested) await StatusWriter.WriteAsync(context, failure);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Verb} {Path} failed by an unforeseen exception")]
        public static partial void Panicked(ILogger logger, Exception exception, string verb, string path);

        [LoggerMessage(LogLevel.Error, "{Verb} {Path}: the store failed")]
        public static partial void StoreFailed(ILogger logger, Exception exception, string verb, string path);
    }
}
