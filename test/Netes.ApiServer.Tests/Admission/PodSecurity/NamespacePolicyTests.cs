using Netes.Api.Validation;
using Netes.ApiServer.Admission.PodSecurity;

namespace Netes.ApiServer.Tests.Admission.PodSecurity;

public sealed class NamespacePolicyTests
{
    [Fact]
    public void Parse_NoLabels_IsPrivileged()
    {
        NamespacePolicy policy = NamespacePolicy.Parse(null);
        Assert.True(policy is { EnforcesNothing: true, TellsNothing: true });
    }

    [Fact]
    public void Parse_EachMode_IsRead()
    {
        NamespacePolicy policy = NamespacePolicy.Parse(new Dictionary<string, string>
        {
            ["pod-security.kubernetes.io/enforce"] = "baseline",
            ["pod-security.kubernetes.io/enforce-version"] = "v1.20",
            ["pod-security.kubernetes.io/warn"] = "restricted",
        });
        Assert.Equal(("baseline:v1.20", "privileged:latest", "restricted:latest"), (policy.Enforce.ToString(), policy.Audit.ToString(), policy.Warn.ToString()));
    }

    [Fact]
    public void Parse_UnreadableLabels_EnforcesStrictlyAndTellsOfEach()
    {
        var errors = new ErrorList();
        NamespacePolicy policy = NamespacePolicy.Parse(new Dictionary<string, string>
        {
            ["pod-security.kubernetes.io/enforce"] = "odd",
            ["pod-security.kubernetes.io/warn"] = "odd",
            ["pod-security.kubernetes.io/audit-version"] = "v1.01",
        }, errors);
        Assert.Equal(("restricted:latest", true), (policy.Enforce.ToString(), policy.TellsNothing));
        Assert.Equal(
            [
                "metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \"odd\": must be one of privileged, baseline, restricted",
                "metadata.labels[pod-security.kubernetes.io/audit-version]: Invalid value: \"v1.01\": must be \"latest\" or \"v1.x\"",
                "metadata.labels[pod-security.kubernetes.io/warn]: Invalid value: \"odd\": must be one of privileged, baseline, restricted",
            ],
            errors.Select(e => e.ToString()));
    }

    [Theory]
    [InlineData("latest", SecurityStandard.Latest)]
    [InlineData("v1.0", 0)]
    [InlineData("v1.36", 36)]
    [InlineData("v1.036", null)]
    [InlineData("v2.1", null)]
    [InlineData("1.20", null)]
    [InlineData("v1.-1", null)]
    [InlineData("v1.99999999999", null)]
    public void ParseVersion_Text_IsMinorOrNull(string text, int? minor) => Assert.Equal(minor, SecurityStandard.ParseVersion(text));
}
