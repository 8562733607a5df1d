using System.Security.Cryptography;
using System.Text;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.ApiServer.Access.Authentication;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Tests.Access.Authentication;

public sealed class ServiceAccountTokensTests : IDisposable
{
    private static readonly string[] Own = ["issuer"];
    private readonly RSA key = RSA.Create(2048);
    private readonly FakeBindings bindings = new();
    private readonly FakeClock clock = new();

    [Fact]
    public async Task Authenticate_OwnToken_GivesTheAccount()
    {
        ServiceAccountTokens tokens = New();
        TokenIdentity identity = (await tokens.AuthenticateAsync(tokens.Issue(Claims()), Own, default)).Identity!;
        Assert.Equal("system:serviceaccount:ns:sa", identity.User.Name);
        Assert.Equal(["p"], identity.User.Extra["authentication.kubernetes.io/pod-name"]);
        Assert.Equal(["issuer"], identity.Audiences);
    }

    [Fact]
    public async Task Authenticate_Expired_SaysSo()
    {
        ServiceAccountTokens tokens = New();
        string token = tokens.Issue(Claims());
        Assert.NotNull((await tokens.AuthenticateAsync(token, Own, default)).Identity);
        clock.Now += TimeSpan.FromHours(2);
        Assert.Equal("service account token has expired", await ErrorAsync(tokens, token));
    }

    [Fact]
    public async Task Authenticate_OtherAudience_SaysWhichAreMeant()
    {
        ServiceAccountTokens tokens = New();
        string token = tokens.Issue(Claims() with { Audiences = ["vault"] });
        Assert.Equal("token audiences [\"vault\"] is invalid for the target audiences [\"issuer\"]", await ErrorAsync(tokens, token));
        Assert.NotNull((await tokens.AuthenticateAsync(token, ["vault"], default)).Identity);
    }

    [Fact]
    public async Task Authenticate_WhatItIsBoundToGone_IsRefusedAtOnce()
    {
        ServiceAccountTokens tokens = New();
        string token = tokens.Issue(Claims());
        Assert.NotNull((await tokens.AuthenticateAsync(token, Own, default)).Identity);
        bindings.States["pods/ns/p"] = new BoundState("other", null);
        Assert.Equal("pod UID (other) does not match service account pod ref claim (2)", await ErrorAsync(tokens, token));
        bindings.States["pods/ns/p"] = new BoundState("2", clock.Now.UtcDateTime.AddMinutes(-2));
        Assert.Equal("service account token has been invalidated", await ErrorAsync(tokens, token));
        bindings.States.Remove("pods/ns/p");
        Assert.Equal("service account token has been invalidated", await ErrorAsync(tokens, token));
        bindings.States.Remove("serviceaccounts/ns/sa");
        Assert.Equal("serviceaccounts \"sa\" not found", await ErrorAsync(tokens, token));
    }

    [Fact]
    public async Task Authenticate_BoundToANode_NeedsTheNode()
    {
        ServiceAccountTokens tokens = New();
        string token = tokens.Issue(Claims() with { Pod = null, Node = new BoundObject("n", "3") });
        Assert.NotNull((await tokens.AuthenticateAsync(token, Own, default)).Identity);
        bindings.States.Remove("nodes//n");
        Assert.Equal("service account token has been invalidated", await ErrorAsync(tokens, token));
    }

    [Fact]
    public async Task Authenticate_Forged_IsRefused()
    {
        ServiceAccountTokens tokens = New();
        using RSA other = RSA.Create(2048);
        string forged = new ServiceAccountTokens(new JsonWebToken(other), "issuer", bindings, clock).Issue(Claims());
        Assert.Null((await tokens.AuthenticateAsync(forged, Own, default)).Identity);
        string token = tokens.Issue(Claims());
        Assert.Null((await tokens.AuthenticateAsync(token[..^4] + "AAAA", Own, default)).Identity);
        Assert.Equal("", await ErrorAsync(tokens, "a.b.c"));
        Assert.Equal("", await ErrorAsync(tokens, "plain"));
    }

    [Fact]
    public async Task Legacy_SecretsToken_HoldsAsLongAsTheSecretHasIt()
    {
        var signer = new JsonWebToken(key);
        var tokens = new LegacyServiceAccountTokens(signer, Own, bindings, clock);
        string token = signer.Sign(static json =>
        {
            json.WriteString("iss", "kubernetes/serviceaccount");
            json.WriteString("kubernetes.io/serviceaccount/namespace", "ns");
            json.WriteString("kubernetes.io/serviceaccount/secret.name", "s");
            json.WriteString("kubernetes.io/serviceaccount/service-account.name", "sa");
            json.WriteString("kubernetes.io/serviceaccount/service-account.uid", "1");
            json.WriteString("sub", "system:serviceaccount:ns:sa");
        });
        Assert.Equal("Token has been invalidated", (await tokens.AuthenticateAsync(token, Own, default)).Error);
        bindings.Secrets["ns/s"] = new Secret { Metadata = new ObjectMeta(), Data = new() { ["token"] = Encoding.UTF8.GetBytes(token) } };
        Assert.Equal("system:serviceaccount:ns:sa", (await tokens.AuthenticateAsync(token, Own, default)).Identity!.User.Name);
        bindings.Secrets["ns/s"].Data!["token"] = "other"u8.ToArray();
        Assert.Equal("Token does not match server's copy", (await tokens.AuthenticateAsync(token, Own, default)).Error);
    }

    [Fact]
    public void Read_StoredObject_GivesUidAndDeletion()
    {
        BoundState state = StoredTokenBindings.Read("""{"kind":"Pod","metadata":{"name":"p","labels":{"uid":"no"},"uid":"u","deletionTimestamp":"2026-01-02T03:04:05Z"},"spec":{}}"""u8);
        Assert.Equal(new BoundState("u", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)), state);
        Assert.Equal(new BoundState("u", null), StoredTokenBindings.Read("""{"metadata":{"uid":"u"}}"""u8));
    }

    public void Dispose() => key.Dispose();

    private static async Task<string> ErrorAsync(ServiceAccountTokens tokens, string token)
    {
        TokenDecision decision = await tokens.AuthenticateAsync(token, Own, default);
        Assert.Null(decision.Identity);
        return decision.Error;
    }

    private ServiceAccountTokens New() => new(new JsonWebToken(key), "issuer", bindings, clock);

    private ServiceAccountClaims Claims() => new("ns", "sa", "1")
    {
        Id = "j",
        Pod = new BoundObject("p", "2"),
        Audiences = ["issuer"],
        NotBefore = clock.Now,
        Expires = clock.Now.AddHours(1),
    };
}
