using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Netes.Api.CertificatesV1;
using Netes.ApiServer.Access;
using Netes.ApiServer.Strategies.Certificates;
using Netes.ApiServer.Validation.Certificates;

namespace Netes.ApiServer.Tests.Validation.Certificates;

public sealed class CertificateRulesTests
{
    private static readonly string Request = MakeRequest();

    private static string MakeRequest()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pem = new CertificateRequest("CN=alice", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
    }

    private static string Json(string status = "{}", string signer = "example.com/signer", string usages = "\"client auth\"") =>
        $$$"""{"metadata":{"name":"a"},"spec":{"request":"{{{Request}}}","signerName":"{{{signer}}}","usages":[{{{usages}}}]},"status":{{{status}}}}""";

    private static string Conditions(params string[] types) =>
        $$"""{"conditions":[{{string.Join(',', types.Select(t => $$"""{"type":"{{t}}","status":"True"}"""))}}]}""";

    [Fact]
    public void Create_WellFormed_Passes() => Assert.Empty(RuleTesting.Create(new CertificateSigningRequestStrategy(), Json()));

    [Theory]
    [InlineData("nodomain", "must be a fully qualified domain and path of the form 'example.com/signer-name'")]
    [InlineData("kubernetes.io/legacy-unknown", "the legacy signerName is not allowed via this API version")]
    public void Create_BadSigner_IsRefused(string signer, string why) => Assert.Equal([$"spec.signerName: Invalid value: \"{signer}\": {why}"],
        RuleTesting.Create(new CertificateSigningRequestStrategy(), Json(signer: signer)));

    [Fact]
    public void Create_SameUsageTwice_IsRefused() => Assert.Equal(["spec.usages[1]: Duplicate value: \"client auth\""],
        RuleTesting.Create(new CertificateSigningRequestStrategy(), Json(usages: "\"client auth\",\"client auth\"")));

    [Fact]
    public void Create_SaysWhoAsks_WhateverTheCreatorSays()
    {
        var strategy = new CertificateSigningRequestStrategy();
        var request = new CertificateSigningRequest { Spec = new() { Username = "mallory", Groups = ["system:masters"] }, Status = new() { Certificate = [1] } };
        strategy.PrepareForCreate(request, RuleTesting.Context with { User = new UserInfo("alice", ["devs"]) { Uid = "u" } });
        Assert.Equal(("alice", "u", "devs"), (request.Spec.Username, request.Spec.Uid, Assert.Single(request.Spec.Groups!)));
        Assert.Null(request.Status.Certificate);
    }

    [Fact]
    public void Update_ChangesNeitherSpecNorStatus()
    {
        var strategy = new CertificateSigningRequestStrategy();
        CertificateSigningRequest old = RuleTesting.Read(strategy, Json());
        CertificateSigningRequest obj = RuleTesting.Read(strategy, Json(Conditions("Approved"), "other.example.com/x"));
        strategy.PrepareForUpdate(obj, old, RuleTesting.Context);
        Assert.Equal("example.com/signer", obj.Spec.SignerName);
        Assert.Null(obj.Status.Conditions);
    }

    [Fact]
    public void Approval_Approves_AndStampsTheCondition()
    {
        var strategy = new CertificateSigningRequestStrategy();
        CertificateSigningRequest old = RuleTesting.Read(strategy, Json());
        CertificateSigningRequest obj = RuleTesting.Read(strategy, Json(Conditions("Approved")));
        strategy.PrepareForUpdate(obj, old, RuleTesting.Context with { Subresource = "approval" });
        Assert.Empty(strategy.ValidateUpdate(obj, old));
        Assert.Equal(DateTime.UnixEpoch, Assert.Single(obj.Status.Conditions!).LastTransitionTime);
    }

    [Fact]
    public void Approval_OfBoth_IsRefused() => Assert.Equal(
        ["status.conditions[1].type: Invalid value: \"Denied\": Approved and Denied conditions are mutually exclusive"],
        RuleTesting.Update(new CertificateSigningRequestStrategy(), Json(), Json(Conditions("Approved", "Denied")), "approval"));

    [Fact]
    public void Status_MayNotApprove_NorTakeBack()
    {
        var strategy = new CertificateSigningRequestStrategy();
        Assert.Equal(["status.conditions: Forbidden: updates may not add a condition of type \"Approved\""],
            RuleTesting.Update(strategy, Json(), Json(Conditions("Approved")), "status"));
        Assert.Equal(["status.conditions: Forbidden: updates may not remove a condition of type \"Failed\""],
            RuleTesting.Update(strategy, Json(Conditions("Failed")), Json(), "status"));
    }

    [Fact]
    public void Request_Tampered_IsFound()
    {
        using RSA key = RSA.Create(2048);
        byte[] der = new CertificateRequest("CN=alice", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest();
        Assert.Null(SigningRequest.Mistake(Pem(der)));
        der[^1] ^= 1;
        Assert.NotNull(SigningRequest.Mistake(Pem(der)));
        Assert.Equal("PEM block type must be CERTIFICATE REQUEST", SigningRequest.Mistake([1, 2, 3]));
        Assert.NotNull(SigningRequest.Mistake(Pem([1, 2, 3])));
    }

    private static byte[] Pem(byte[] der) => Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE REQUEST", der));
}
