using Netes.Api.RbacV1;
using Netes.ApiServer.Access.Authorization;

namespace Netes.ApiServer.Tests.Access.Authorization;

public sealed class RuleCoverageTests
{
    private static readonly PolicyRule ReadPods = new() { Verbs = ["get", "list"], ApiGroups = [""], Resources = ["pods"] };

    [Fact]
    public void Missing_SameRule_IsNone() => Assert.Empty(RuleCoverage.Missing([ReadPods], [ReadPods]));

    [Fact]
    public void Missing_OneVerbMore_IsThatVerb()
    {
        List<PolicyRule> missing = RuleCoverage.Missing([ReadPods], [new() { Verbs = ["get", "delete"], ApiGroups = [""], Resources = ["pods"] }]);
        Assert.Equal("{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\"]}", RuleCoverage.Describe(missing));
    }

    [Fact]
    public void Missing_OwnedOnlyByName_DoesNotCoverAll()
    {
        var named = new PolicyRule { Verbs = ["get"], ApiGroups = [""], Resources = ["secrets"], ResourceNames = ["a", "b"] };
        Assert.Single(RuleCoverage.Missing([named], [new() { Verbs = ["get"], ApiGroups = [""], Resources = ["secrets"] }]));
        Assert.Empty(RuleCoverage.Missing([named], [new() { Verbs = ["get"], ApiGroups = [""], Resources = ["secrets"], ResourceNames = ["b"] }]));
    }

    [Theory]
    [InlineData("*", "deployments/scale", true)]
    [InlineData("*/scale", "deployments/scale", true)]
    [InlineData("*/scale", "deployments", false)]
    [InlineData("deployments", "deployments/scale", false)]
    public void Missing_Subresources_FitByPattern(string owned, string wanted, bool covered)
    {
        var own = new PolicyRule { Verbs = ["*"], ApiGroups = ["*"], Resources = [owned] };
        Assert.Equal(covered, RuleCoverage.Missing([own], [new() { Verbs = ["update"], ApiGroups = ["apps"], Resources = [wanted] }]).Count == 0);
    }

    [Fact]
    public void Missing_Paths_FitByPrefix()
    {
        var own = new PolicyRule { Verbs = ["get"], NonResourceURLs = ["/healthz/*"] };
        List<PolicyRule> missing = RuleCoverage.Missing([own], [new() { Verbs = ["get"], NonResourceURLs = ["/healthz/etcd", "/metrics"] }]);
        Assert.Equal("{NonResourceURLs:[\"/metrics\"], Verbs:[\"get\"]}", RuleCoverage.Describe(missing));
    }

    [Fact]
    public void Describe_OneResource_HasItsVerbsTogetherAndLinesSorted()
    {
        var wanted = new PolicyRule { Verbs = ["get", "list"], ApiGroups = ["apps", ""], Resources = ["x"] };
        Assert.Equal("{APIGroups:[\"\"], Resources:[\"x\"], Verbs:[\"get\" \"list\"]}\n{APIGroups:[\"apps\"], Resources:[\"x\"], Verbs:[\"get\" \"list\"]}",
            RuleCoverage.Describe(RuleCoverage.Missing([], [wanted])));
    }
}
