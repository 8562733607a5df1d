using Microsoft.AspNetCore.Http;
using Netes.ApiServer.Access;
using Netes.ApiServer.Discovery;

namespace Netes.ApiServer.Http;

/// <summary>/, /api, /apis and below, down to the resources of one version: legacy and aggregated discovery (KEP-3352).</summary>
internal sealed class DiscoveryEndpoints(Func<DiscoveryDocuments> published) : IPathHandler
{
    private const string AggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private const string AggregatedProtobufType = "application/vnd.kubernetes.protobuf;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    public async ValueTask<bool> TryHandleAsync(HttpContext context, RequestInfo info, UserInfo user)
    {
        string[] parts = info.Path.Trim('/').Split('/');
        DiscoveryDocuments documents = published();
        DiscoveryDocument? document = parts switch
        {
            ["api"] => documents.LegacyVersions,
            ["apis"] => documents.Groups,
            ["api", var version] => documents.FindVersion("", version),
            ["apis", var group] => documents.FindGroup(group),
            ["apis", var group, var version] => documents.FindVersion(group, version),
            _ => null,
        };
        if (document is null) return false;
        bool root = parts.Length == 1;
        if (context.Request.Method != "GET" && !(parts is ["apis"] && context.Request.Method == "POST")) throw ApiErrors.MethodNotAllowed();
        string accept = context.Request.Headers.Accept.ToString();
        foreach (string clause in MediaType.ByQuality(accept))
        {
            bool aggregated = clause.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal);
            if (!aggregated) break;
            if (!root || !clause.Contains("v=v2", StringComparison.Ordinal) || clause.Contains("v=v2beta1", StringComparison.Ordinal)
                || !clause.Contains("g=apidiscovery.k8s.io", StringComparison.Ordinal)) continue;
            bool protobuf = clause.StartsWith("application/vnd.kubernetes.protobuf", StringComparison.Ordinal);
            if (!protobuf && !clause.StartsWith("application/json", StringComparison.Ordinal)) continue;
            DiscoveryDocument whole = parts[0] == "api" ? documents.AggregatedCore : documents.AggregatedGroups;
            await WriteTaggedAsync(context, protobuf ? AggregatedProtobufType : AggregatedType, protobuf ? whole.Protobuf : whole.Json, whole.ETag);
            return true;
        }
        Negotiated form = MediaType.Negotiate(accept, viewsAllowed: false);
        await ResponseBody.WriteAsync(context, 200, form, form.Format == WireFormat.Protobuf ? document.Protobuf : document.Json);
        return true;
    }

    private static async Task WriteTaggedAsync(HttpContext context, string type, byte[] body, string tag)
    {
        context.Response.Headers.ETag = tag;
        context.Response.Headers.Vary = "Accept";
        context.Response.Headers.CacheControl = "public";
        if (context.Request.Headers.IfNoneMatch.ToString() == tag)
        {
            context.Response.StatusCode = 304;
            return;
        }
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }
}

/// <summary>The list of paths at the root.</summary>
internal sealed class RootEndpoint(Func<IReadOnlyList<string>> paths) : IPathHandler
{
    private static readonly string[] Own = ["/.well-known/openid-configuration", "/healthz", "/healthz/etcd", "/healthz/log", "/healthz/ping", "/livez",
        "/livez/etcd", "/livez/log", "/livez/ping", "/metrics", "/openapi/v2", "/openapi/v3", "/openid/v1/jwks", "/readyz", "/readyz/log", "/readyz/ping", "/version"];

    public async ValueTask<bool> TryHandleAsync(HttpContext context, RequestInfo info, UserInfo user)
    {
        if (info.Path is not ("/" or "")) return false;
        string list = string.Join(",", paths().Concat(Own).Distinct().Order(StringComparer.Ordinal).Select(p => $"\"{p}\""));
        await ResponseBody.WriteJsonAsync(context, 200, System.Text.Encoding.UTF8.GetBytes($$"""{"paths":[{{list}}]}"""));
        return true;
    }
}
