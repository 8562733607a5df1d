using Microsoft.AspNetCore.Http;
using Netes.ApiServer.Access;
using Netes.ApiServer.Http;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Extensions;

/// <summary>Requests that the server makes of itself, on behalf of no client.</summary>
internal static class InternalRequest
{
    private static readonly UserInfo Server = new("system:apiserver", [UserInfo.MastersGroup]);

    public static ApiRequest For(ResourceStore store, string verb, string ns, string name, string subresource, TimeProvider time, CancellationToken cancellation)
    {
        var http = new DefaultHttpContext { RequestAborted = cancellation };
        http.Request.Headers.UserAgent = "kube-apiserver";
        ResourceDefinition resource = store.Definition;
        var info = new RequestInfo
        {
            Path = "",
            Verb = verb,
            IsResource = true,
            Group = resource.Group,
            Version = resource.Type.Version,
            Resource = resource.Plural,
            Subresource = subresource,
            Namespace = ns,
            Name = name,
        };
        return new ApiRequest(http, info, Server, resource, time) { Form = new Negotiated(WireFormat.Json, ObjectView.Whole, false, "v1") };
    }
}
