using Netes.ApiServer.Strategies.Resource;
using Netes.ApiServer.Validation.Resource;

namespace Netes.ApiServer.Tests.Validation.Resource;

public sealed class ResourceRulesTests
{
    private static string Claim(string devices, string status = "{}") => $$$"""{"metadata":{"name":"c"},"spec":{"devices":{{{devices}}}},"status":{{{status}}}}""";

    private static string[] Create(string devices) => RuleTesting.Create(new ResourceClaimStrategy(), Claim(devices));

    private static string[] Slice(string device, string more = "\"nodeName\":\"n\"") => RuleTesting.Create(new ResourceSliceStrategy(),
        $$$"""{"spec":{"driver":"d.example.com","pool":{"name":"p","resourceSliceCount":1},"devices":[{{{device}}}],{{{more}}}}}""");

    private const string Requests = """{"requests":[{"name":"r","exactly":{"deviceClassName":"gpu.example.com"}}]}""";

    [Fact]
    public void Claim_Minimal_AsksForOne()
    {
        var exactly = RuleTesting.Read(new ResourceClaimStrategy(), Claim(Requests)).Spec.Devices.Requests![0].Exactly!;
        Assert.Equal(("ExactCount", 1), (exactly.AllocationMode, exactly.Count));
        Assert.Empty(Create(Requests));
    }

    [Theory]
    [InlineData("""{"requests":[{"name":"r"}]}""",
        "spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required")]
    [InlineData("""{"requests":[{"name":"r","exactly":{"deviceClassName":"c","allocationMode":"All","count":2}}]}""",
        "spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'")]
    [InlineData("""{"requests":[{"name":"r","exactly":{"deviceClassName":"c","tolerations":[{"operator":"Exists","value":"v"}]}}]}""",
        "spec.devices.requests[0].exactly.tolerations[0].value: Invalid value: \"v\": must be empty for operator `Exists`")]
    [InlineData("""{"constraints":[{"matchAttribute":"x"}]}""",
        "spec.devices.constraints[0].matchAttribute: Invalid value: \"x\": a fully qualified name must be a domain and a name separated by a slash")]
    [InlineData("""{"config":[{"opaque":{"driver":"d","parameters":[1]}}]}""",
        "spec.devices.config[0].opaque.parameters: Invalid value: \"<value omitted>\": must be a valid JSON object")]
    public void Claim_Broken_IsRefused(string devices, string error) => Assert.Equal([error], Create(devices));

    [Fact]
    public void Claim_SameRequestTwice_IsRefused() => Assert.Equal(["spec.devices.requests[1]: Duplicate value: \"r\""],
        Create("""{"requests":[{"name":"r","exactly":{"deviceClassName":"c"}},{"name":"r","exactly":{"deviceClassName":"c"}}]}"""));

    [Fact]
    public void Claim_ReferenceToAlternative_IsKnown() => Assert.Empty(Create(
        """{"requests":[{"name":"r","firstAvailable":[{"name":"s","deviceClassName":"c"}]}],"constraints":[{"requests":["r/s"],"matchAttribute":"d/x"}]}"""));

    [Fact]
    public void Claim_TooManyRequests_AreNotLookedInto() => Assert.Equal(
        ["spec.devices.requests: Too many: 33: must have at most 32 items"],
        Create($$"""{"requests":[{{string.Join(',', Enumerable.Repeat("{}", 33))}}]}"""));

    [Fact]
    public void Claim_Spec_IsImmutable() => Assert.Equal(
        "spec: Invalid value: {\"Devices\":{\"Requests\":null,\"Constraints\":null,\"Config\":null}}: field is immutable",
        Assert.Single(RuleTesting.Update(new ResourceClaimStrategy(), Claim(Requests), Claim("{}"))));

    [Fact]
    public void ClaimStatus_ReservedWithoutAllocation_IsRefused() => Assert.Equal(
        ["status.reservedFor: Forbidden: may not be specified when `allocated` is not set"],
        RuleTesting.Update(new ResourceClaimStrategy(), Claim(Requests),
            Claim(Requests, """{"reservedFor":[{"resource":"pods","name":"p","uid":"u"}]}"""), "status"));

    [Fact]
    public void ClaimStatus_Allocation_NamesARequestOfTheClaim()
    {
        const string Allocation = """{"allocation":{"devices":{"results":[{"request":"R","driver":"d.example.com","pool":"p","device":"x"}]}}}""";
        Assert.Empty(RuleTesting.Update(new ResourceClaimStrategy(), Claim(Requests),
            Claim(Requests, Allocation.Replace("\"R\"", "\"r\"", StringComparison.Ordinal)), "status"));
        Assert.Contains(RuleTesting.Update(new ResourceClaimStrategy(), Claim(Requests),
            Claim(Requests, Allocation.Replace("\"R\"", "\"other\"", StringComparison.Ordinal)), "status"),
            e => e.StartsWith("status.allocation.devices.results[0].request: Invalid value: \"other\": must be the name of a request", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"name":"a","attributes":{"x":{}}}""", "spec.devices[0].attributes[x]: Invalid value: \"\": exactly one value must be specified")]
    [InlineData("""{"name":"a","attributes":{"v":{"version":"one"}}}""",
        "spec.devices[0].attributes[v].version: Invalid value: \"one\": must be a string compatible with semver.org spec 2.0.0")]
    [InlineData("""{"name":"a","nodeName":"n"}""",
        "spec.devices[0]: Invalid value: null: `nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec")]
    [InlineData("""{"name":"a","capacity":{"m":{"value":"1","requestPolicy":{}}}}""",
        "spec.devices[0].capacity[m].requestPolicy: Forbidden: allowMultipleAllocations must be true")]
    [InlineData("""{"name":"a","taints":[{"key":"k","effect":"Odd"}]}""",
        "spec.devices[0].taints[0].effect: Unsupported value: \"Odd\": supported values: \"NoExecute\", \"NoSchedule\", \"None\"")]
    [InlineData("""{"name":"a","bindingConditions":["c"]}""",
        "spec.devices[0].bindingFailureConditions: Invalid value: null: bindingFailureConditions are required to use bindingConditions")]
    public void Slice_BrokenDevice_IsRefused(string device, string error) => Assert.Equal([error], Slice(device));

    [Theory]
    [InlineData("1.2.3", true)]
    [InlineData("1.2.3-alpha.1+build.5", true)]
    [InlineData("1.2", false)]
    [InlineData("01.2.3", false)]
    public void Slice_Version_IsSemantic(string version, bool well) =>
        Assert.Equal(well, Slice($$$"""{"name":"a","attributes":{"v":{"version":"{{{version}}}"} } }""").Length == 0);

    [Fact]
    public void Slice_TwoWaysToNodes_IsRefused() => Assert.Equal(
        ["spec: Invalid value: \"{`nodeName`, `allNodes`}\": exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required, but multiple fields are set"],
        Slice("""{"name":"a"}""", "\"nodeName\":\"n\",\"allNodes\":true"));

    [Fact]
    public void Slice_Step_MustMeetTheMaximum() => Assert.Equal(
        ["spec.devices[0].capacity[m].requestPolicy.validRange.step: Invalid value: \"10\": value is not a multiple of a given step (4) from (0)"],
        Slice("""{"name":"a","allowMultipleAllocations":true,"capacity":{"m":{"value":"20","requestPolicy":{"default":"4","validRange":{"min":"0","max":"10","step":"4"}}}}}"""));

    [Fact]
    public void LongKey_LosesItsMiddle() => Assert.Equal(96, Lists.Shown(new string('x', 500)).Length);

    [Fact]
    public void DeviceClass_NativeResourceName_IsNoExtendedOne() => Assert.Equal(
        ["spec.extendedResourceName: Invalid value: \"cpu\": must be a valid extended resource name"],
        RuleTesting.Create(new DeviceClassStrategy(), """{"spec":{"extendedResourceName":"cpu"}}"""));
}
