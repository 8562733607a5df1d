using System.Text;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.ApiServer.Access;
using Netes.ApiServer.Access.Authentication;

namespace Netes.ApiServer.Tests.Access.Authentication;

public sealed class BootstrapTokensTests
{
    private static readonly string[] Own = ["here"];
    private readonly FakeBindings bindings = new();
    private readonly FakeClock clock = new();

    [Fact]
    public async Task Authenticate_GoodToken_IsABootstrapper()
    {
        Store();
        UserInfo? user = await UserAsync("abcdef.0123456789abcdef");
        Assert.Equal("system:bootstrap:abcdef", user!.Name);
        Assert.Equal(["system:bootstrappers", "system:bootstrappers:kubeadm:default-node-token", "system:authenticated"], user.Groups);
    }

    [Theory]
    [InlineData("abcdef.0123456789abcdeX")]
    [InlineData("abcdef.fedcba9876543210")]
    [InlineData("zzzzzz.0123456789abcdef")]
    [InlineData("abcdef.0123456789abcdef\n")]
    public async Task Authenticate_OtherToken_IsNobody(string token)
    {
        Store();
        Assert.Null(await UserAsync(token));
    }

    [Theory]
    [InlineData("expiration", "2025-12-31T00:00:00Z")]
    [InlineData("expiration", "soon")]
    [InlineData("usage-bootstrap-authentication", "false")]
    [InlineData("auth-extra-groups", "system:masters")]
    [InlineData("token-id", "other1")]
    public async Task Authenticate_SecretSaysNo_IsNobody(string key, string value)
    {
        Store((key, value));
        Assert.Null(await UserAsync("abcdef.0123456789abcdef"));
    }

    private void Store(params (string Key, string Value)[] more)
    {
        var data = new Dictionary<string, string>
        {
            ["token-id"] = "abcdef",
            ["token-secret"] = "0123456789abcdef",
            ["usage-bootstrap-authentication"] = "true",
            ["auth-extra-groups"] = "system:bootstrappers:kubeadm:default-node-token",
            ["expiration"] = "2026-02-01T00:00:00Z",
        };
        foreach ((string key, string value) in more) data[key] = value;
        bindings.Secrets["kube-system/bootstrap-token-abcdef"] = new Secret
        {
            Metadata = new ObjectMeta(),
            Type = "bootstrap.kubernetes.io/token",
            Data = data.ToDictionary(d => d.Key, d => Encoding.UTF8.GetBytes(d.Value)),
        };
    }

    private async Task<UserInfo?> UserAsync(string token) =>
        (await new BootstrapTokens(bindings, Own, clock).AuthenticateAsync(token, Own, default)).Identity?.User;
}
