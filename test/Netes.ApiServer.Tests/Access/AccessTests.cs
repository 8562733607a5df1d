using System.Net;
using System.Security.Cryptography.X509Certificates;
using Netes.Api;
using Netes.Api.RbacV1;
using Netes.ApiServer.Access;
using Netes.ApiServer.Access.Authentication;
using Netes.ApiServer.Access.Authorization;
using Netes.ApiServer.Access.Certificates;

namespace Netes.ApiServer.Tests.Access;

public sealed class TokenFileTests
{
    [Fact]
    public async Task Authenticate_KnownToken_GivesUserAndGroups()
    {
        var file = new TokenFile("tok,alice,1,\"system:masters,dev\"\nother,bob,2\n", ["here"]);
        TokenIdentity? alice = (await file.AuthenticateAsync("tok", ["here", "there"], default)).Identity;
        Assert.Equal(("alice", "1"), (alice!.User.Name, alice.User.Uid));
        Assert.Equal(["system:masters", "dev", "system:authenticated"], alice.User.Groups);
        Assert.Equal(["system:authenticated"], (await file.AuthenticateAsync("other", ["here"], default)).Identity!.User.Groups);
        Assert.Equal(["here"], alice.Audiences);
        Assert.Null((await file.AuthenticateAsync("nope", ["here"], default)).Identity);
        Assert.Null((await file.AuthenticateAsync("tok", ["there"], default)).Identity);
    }

    [Theory]
    [InlineData("tok,alice")]
    [InlineData(",alice,1")]
    public void New_LineTooShort_Throws(string csv) => Assert.Throws<FormatException>(() => new TokenFile(csv, []));
}

public sealed class RbacRulesTests
{
    private static readonly UserInfo User = new("u", ["g"]);

    [Theory]
    [InlineData("get", "", "pods", "", true)]
    [InlineData("delete", "", "pods", "", false)]
    [InlineData("get", "apps", "pods", "", false)]
    [InlineData("get", "", "pods", "status", false)]
    [InlineData("get", "", "nodes", "status", true)]
    public void Allows_Resource_NeedsVerbGroupAndResource(string verb, string group, string resource, string subresource, bool allowed)
    {
        var rule = new PolicyRule { Verbs = ["get", "list"], ApiGroups = [""], Resources = ["pods", "nodes/status"] };
        Assert.Equal(allowed, RbacRules.Allows(rule, Ask(verb, group, resource, subresource)));
    }

    [Fact]
    public void Allows_StarSubresource_FitsEveryResource()
    {
        var rule = new PolicyRule { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*/scale"] };
        Assert.True(RbacRules.Allows(rule, Ask("update", "apps", "deployments", "scale")));
        Assert.False(RbacRules.Allows(rule, Ask("update", "apps", "deployments", "")));
    }

    [Fact]
    public void Allows_ResourceNames_OnlyThose()
    {
        var rule = new PolicyRule { Verbs = ["get"], ApiGroups = [""], Resources = ["secrets"], ResourceNames = ["s"] };
        Assert.True(RbacRules.Allows(rule, Ask("get", "", "secrets", "") with { Name = "s" }));
        Assert.False(RbacRules.Allows(rule, Ask("get", "", "secrets", "") with { Name = "t" }));
    }

    [Theory]
    [InlineData("/healthz", true)]
    [InlineData("/apis/apps", true)]
    [InlineData("/metrics", false)]
    public void Allows_Path_ExactOrByPrefix(string path, bool allowed)
    {
        var rule = new PolicyRule { Verbs = ["get"], NonResourceURLs = ["/healthz", "/apis/*"] };
        Assert.Equal(allowed, RbacRules.Allows(rule, new AccessAttributes(User, "get") { Path = path }));
    }

    [Fact]
    public void AppliesTo_Subjects_ByKind()
    {
        Assert.True(RbacRules.AppliesTo(new Subject { Kind = "Group", Name = "g" }, User, ""));
        Assert.False(RbacRules.AppliesTo(new Subject { Kind = "User", Name = "g" }, User, ""));
        var account = new UserInfo("system:serviceaccount:ns:sa", []);
        Assert.True(RbacRules.AppliesTo(new Subject { Kind = "ServiceAccount", Name = "sa", Namespace = "ns" }, account, ""));
        Assert.True(RbacRules.AppliesTo(new Subject { Kind = "ServiceAccount", Name = "sa" }, account, "ns"));
        Assert.False(RbacRules.AppliesTo(new Subject { Kind = "ServiceAccount", Name = "a", Namespace = "ns" }, account, ""));
    }

    [Fact]
    public void Read_BootstrapPolicy_HasComponentsRoles()
    {
        IApiObject[] all = [.. BootstrapPolicy.Read()];
        ClusterRole scheduler = Assert.Single(all.OfType<ClusterRole>(), r => r.Metadata.Name == "system:kube-scheduler");
        Assert.Contains(scheduler.Rules!, r => r.Resources is not null && r.Resources.Contains("pods/binding") && r.Verbs!.Contains("create"));
        ClusterRoleBinding masters = Assert.Single(all.OfType<ClusterRoleBinding>(), b => b.Metadata.Name == "cluster-admin");
        Assert.Equal("system:masters", masters.Subjects![0].Name);
        Assert.Equal(["*"], Assert.Single(all.OfType<ClusterRole>(), r => r.Metadata.Name == "cluster-admin").Rules![1].NonResourceURLs);
    }

    private static AccessAttributes Ask(string verb, string group, string resource, string subresource) =>
        new(User, verb) { IsResource = true, Group = group, Resource = resource, Subresource = subresource };
}

public sealed class ClusterCertificatesTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("netes-certificates-").FullName;

    [Fact]
    public void Client_Issued_IsSignedByTheAuthorityAndKept()
    {
        var certificates = ClusterCertificates.LoadOrCreate(directory, TimeProvider.System);
        IssuedCertificate admin = certificates.Client("admin", "kubernetes-admin", "system:masters");
        using X509Certificate2 loaded = admin.Load();
        UserInfo user = CertificateAuthenticator.FromSubject(loaded.SubjectName);
        Assert.Equal("kubernetes-admin", user.Name);
        Assert.Equal(["system:masters"], user.Groups);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(certificates.Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(chain.Build(loaded));

        var again = ClusterCertificates.LoadOrCreate(directory, TimeProvider.System);
        Assert.Equal(certificates.AuthorityPem, again.AuthorityPem);
        Assert.Equal(admin, again.Client("admin", "kubernetes-admin", "system:masters"));
    }

    [Fact]
    public void Server_MoreNames_IsIssuedAnew()
    {
        var certificates = ClusterCertificates.LoadOrCreate(directory, TimeProvider.System);
        IssuedCertificate first = certificates.Server("server", "s", ["localhost"], [IPAddress.Loopback]);
        Assert.Equal(first, certificates.Server("server", "s", ["localhost"], [IPAddress.Loopback]));
        Assert.NotEqual(first, certificates.Server("server", "s", ["localhost", "more"], [IPAddress.Loopback]));
    }

    [Fact]
    public void Keys_OnDisk_AreReadableByTheirOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        ClusterCertificates.LoadOrCreate(directory, TimeProvider.System).Client("admin", "a");
        foreach (string key in Directory.GetFiles(directory, "*.key"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(key));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
