using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Tests.Http;

public sealed class RequestInfoTests
{
    [Theory]
    [InlineData("GET", "/api/v1/namespaces/ns/pods", "list", "", "pods", "", "ns", "")]
    [InlineData("GET", "/api/v1/namespaces/ns/pods/p", "get", "", "pods", "", "ns", "p")]
    [InlineData("GET", "/api/v1/pods?watch=true", "watch", "", "pods", "", "", "")]
    [InlineData("GET", "/api/v1/pods?watch=0", "list", "", "pods", "", "", "")]
    [InlineData("GET", "/api/v1/watch/namespaces/ns/pods", "watch", "", "pods", "", "ns", "")]
    [InlineData("POST", "/api/v1/namespaces/ns/pods/p/binding", "create", "", "pods", "binding", "ns", "p")]
    [InlineData("PUT", "/apis/apps/v1/namespaces/ns/deployments/d/status", "update", "apps", "deployments", "status", "ns", "d")]
    [InlineData("PATCH", "/apis/apps/v1/namespaces/ns/deployments/d/scale", "patch", "apps", "deployments", "scale", "ns", "d")]
    [InlineData("DELETE", "/api/v1/namespaces/ns/pods", "deletecollection", "", "pods", "", "ns", "")]
    [InlineData("DELETE", "/api/v1/nodes/n", "delete", "", "nodes", "", "", "n")]
    [InlineData("GET", "/api/v1/namespaces/ns", "get", "", "namespaces", "", "ns", "ns")]
    [InlineData("PUT", "/api/v1/namespaces/ns/finalize", "update", "", "namespaces", "finalize", "ns", "ns")]
    [InlineData("GET", "/api/v1/namespaces", "list", "", "namespaces", "", "", "")]
    [InlineData("GET", "/api/v1/namespaces//pods", "list", "", "pods", "", "", "")]
    public void Parse_ResourcePath_SaysVerbAndTarget(string method, string address, string verb, string group, string resource, string subresource,
        string ns, string name)
    {
        RequestInfo info = Parse(method, address);
        Assert.True(info.IsResource);
        Assert.Equal((verb, group, "v1", resource, subresource, ns, name),
            (info.Verb, info.Group, info.Version, info.Resource, info.Subresource, info.Namespace, info.Name));
    }

    [Theory]
    [InlineData("GET", "/", "get")]
    [InlineData("GET", "/api", "get")]
    [InlineData("GET", "/api/v1", "get")]
    [InlineData("GET", "/apis/apps/v1", "get")]
    [InlineData("POST", "/healthz", "post")]
    public void Parse_PlainPath_IsNoResource(string method, string address, string verb)
    {
        RequestInfo info = Parse(method, address);
        Assert.False(info.IsResource);
        Assert.Equal(verb, info.Verb);
    }

    [Fact]
    public void Parse_ListWithNameSelector_TakesTheName()
    {
        RequestInfo info = Parse("GET", "/api/v1/namespaces/ns/pods?watch=1&fieldSelector=metadata.name%3Dweb");
        Assert.Equal(("watch", "web", true), (info.Verb, info.Name, info.NameFromSelector));
    }

    [Fact]
    public void Parse_ProxyPath_KeepsTheRest() =>
        Assert.Equal("a/b/", Parse("GET", "/api/v1/nodes/n/proxy/a/b/").Rest);

    private static RequestInfo Parse(string method, string address)
    {
        string[] parts = address.Split('?', 2);
        var query = new QueryCollection(parts.Length > 1 ? QueryHelpers.ParseQuery(parts[1]) : []);
        return RequestInfo.Parse(method, parts[0], query);
    }
}
