using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Netes.Api;
using Netes.ApiServer.Discovery;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Tests.Discovery;

public class DiscoveryEndpointsTests
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private static readonly DiscoveryDocuments Documents = new(Scheme.Default.Resources, "127.0.0.1:6443");
    private static readonly DiscoveryEndpoints Endpoints = new(static () => Documents);

    internal static async Task<(HttpResponse Response, string Body)> GetAsync(IPathHandler handler, string path, string accept = "", string ifNoneMatch = "", string query = "")
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Path = path;
        context.Request.QueryString = new QueryString(query);
        if (accept.Length > 0) context.Request.Headers.Accept = accept;
        if (ifNoneMatch.Length > 0) context.Request.Headers.IfNoneMatch = ifNoneMatch;
        var body = new MemoryStream();
        context.Features.Set<Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature>(
            new Microsoft.AspNetCore.Http.StreamResponseBodyFeature(body));
        RequestInfo info = RequestInfo.Parse("GET", path, context.Request.Query);
        if (!await handler.TryHandleAsync(context, info, null!)) context.Response.StatusCode = 404;
        await context.Response.BodyWriter.FlushAsync();
        return (context.Response, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    [Theory]
    [InlineData("/api", Aggregated, "APIGroupDiscoveryList", Aggregated)]
    [InlineData("/apis", Aggregated + ",application/json", "APIGroupDiscoveryList", Aggregated)]
    [InlineData("/apis", "application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList,application/json", "APIGroupList", "application/json")]
    [InlineData("/apis", "application/json," + Aggregated, "APIGroupList", "application/json")]
    [InlineData("/apis", "", "APIGroupList", "application/json")]
    [InlineData("/api/", "*/*", "APIVersions", "application/json")]
    [InlineData("/api/v1", "", "APIResourceList", "application/json")]
    [InlineData("/apis/apps", "", "APIGroup", "application/json")]
    [InlineData("/apis/apps/v1/", "", "APIResourceList", "application/json")]
    public async Task TryHandle_Document_IsTheOneThatWasAskedFor(string path, string accept, string kind, string contentType)
    {
        var (response, body) = await GetAsync(Endpoints, path, accept);
        Assert.Equal((200, contentType), (response.StatusCode, response.ContentType));
        Assert.Equal(kind, JsonNode.Parse(body)!["kind"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/apis", "application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList")]
    [InlineData("/apis", "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList")]
    [InlineData("/apis/apps", Aggregated)]
    [InlineData("/apis/apps/v1", Aggregated)]
    public async Task TryHandle_ViewThatIsNotThere_IsNotAcceptable(string path, string accept)
    {
        var failure = await Assert.ThrowsAsync<ApiException>(() => GetAsync(Endpoints, path, accept));
        Assert.Equal(406, failure.Failure.Code);
        Assert.Equal("only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf", failure.Message);
    }

    [Theory]
    [InlineData("/apis/nothing")]
    [InlineData("/apis/apps/v7")]
    [InlineData("/api/v2")]
    [InlineData("/healthz")]
    public async Task TryHandle_OtherPath_IsLeft(string path) => Assert.Equal(404, (await GetAsync(Endpoints, path)).Response.StatusCode);

    [Fact]
    public async Task TryHandle_KnownETag_IsNotModified()
    {
        var (first, _) = await GetAsync(Endpoints, "/apis", Aggregated);
        var (second, body) = await GetAsync(Endpoints, "/apis", Aggregated, first.Headers.ETag.ToString());
        Assert.Equal((304, ""), (second.StatusCode, body));
        Assert.Equal("Accept", first.Headers.Vary.ToString());
    }
}
