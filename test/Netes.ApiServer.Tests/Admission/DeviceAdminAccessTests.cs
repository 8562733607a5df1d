using System.Net;

namespace Netes.ApiServer.Tests.Admission;

public sealed class DeviceAdminAccessTests
{
    private const string Claims = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims";
    private const string Claim = """{"metadata":{"name":"c"},"spec":{"devices":{"requests":[{"name":"r","exactly":{"deviceClassName":"d","adminAccess":true}}]}}}""";

    [Fact]
    public async Task Create_WithAdminAccess_NeedsTheNamespacesLabel()
    {
        await using TestServer server = await TestServer.StartAsync();

        Answer refused = await server.PostAsync(Claims, Claim);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("spec.devices.requests[0].adminAccess", refused["details.causes.0.field"]);

        await server.PatchAsync("/api/v1/namespaces/default", """{"metadata":{"labels":{"resource.kubernetes.io/admin-access":"true"}}}""");
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(Claims, Claim)).Status);
    }
}
