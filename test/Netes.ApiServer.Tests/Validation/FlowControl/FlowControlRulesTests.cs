using Netes.Api;
using Netes.Api.FlowControlV1;
using Netes.ApiServer.FlowControl;
using Netes.ApiServer.Strategies.FlowControl;

namespace Netes.ApiServer.Tests.Validation.FlowControl;

public sealed class FlowControlRulesTests
{
    private static string[] Schema(string rules, string name = "s", int precedence = 900) => RuleTesting.Create(new FlowSchemaStrategy(),
        $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"priorityLevelConfiguration":{"name":"l"},"matchingPrecedence":{{{precedence}}},"rules":[{{{rules}}}]}}""");

    private static string[] Level(string spec, string name = "l") =>
        RuleTesting.Create(new PriorityLevelStrategy(), $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{{{spec}}}}""");

    [Fact]
    public void Schema_PrecedenceOne_IsForExemptOnly()
    {
        const string Rule = """{"subjects":[{"kind":"User","user":{"name":"u"}}],"nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["/x"]}]}""";
        Assert.Empty(Schema(Rule));
        Assert.Equal(["spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1"],
            Schema(Rule, precedence: 1));
    }

    [Fact]
    public void Schema_SubjectOfAnotherKind_IsForbidden() => Assert.Equal(
        ["spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'"],
        Schema("""{"subjects":[{"kind":"User","user":{"name":"u"},"group":{"name":"g"}}],"nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["/x"]}]}"""));

    [Theory]
    [InlineData("x", "must start with slash")]
    [InlineData("/a b", "must not contain white-space")]
    [InlineData("/a//b", "must not contain double slash")]
    [InlineData("/a*", "wildcard can only do suffix matching")]
    [InlineData("", "must not be empty")]
    public void Schema_BadPath_IsRefused(string url, string why) => Assert.Equal(
        [$"spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: \"{url}\": {why}"],
        Schema($$"""{"subjects":[{"kind":"User","user":{"name":"u"} }],"nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["{{url}}"]}]}"""));

    [Theory]
    [InlineData("""{"type":"Odd"}""", "spec.type: Unsupported value: \"Odd\": supported values: \"Exempt\", \"Limited\"")]
    [InlineData("""{"type":"Limited"}""", "spec.limited: Required value: must not be empty when type is Limited")]
    [InlineData("""{"type":"Limited","limited":{"limitResponse":{"type":"Queue","queuing":{"queues":4,"handSize":9}}}}""",
        "spec.limited.limitResponse.queuing.handSize: Invalid value: 9: should not be greater than queues (4)")]
    [InlineData("""{"type":"Limited","limited":{"limitResponse":{"type":"Queue","queuing":{"queues":1024,"handSize":7}}}}""",
        "spec.limited.limitResponse.queuing.handSize: Invalid value: 7: required entropy bits of deckSize 1024 and handSize 7 should not be greater than 60")]
    public void Level_Broken_IsRefused(string spec, string error) => Assert.Equal([error], Level(spec));

    [Fact]
    public void BootstrapObjects_PassTheirOwnRules()
    {
        foreach (FlowSchema schema in BootstrapFlows.Schemas()) Assert.Empty(new FlowSchemaStrategy().Validate(schema));
        foreach (PriorityLevelConfiguration level in BootstrapFlows.Levels()) Assert.Empty(new PriorityLevelStrategy().Validate(level));
    }

    [Fact]
    public void MandatorySchema_Changed_IsRefused()
    {
        FlowSchema schema = BootstrapFlows.Schemas().First(s => s.Metadata.Name == BootstrapFlows.CatchAll);
        schema.Spec.DistinguisherMethod = null;
        Assert.EndsWith("spec of 'catch-all' must equal the fixed value", Assert.Single(new FlowSchemaStrategy().Validate(schema)).ToString());
    }

    [Fact]
    public void ExemptLevel_MayChangeWhatItLends()
    {
        PriorityLevelConfiguration level = BootstrapFlows.Levels().First(l => l.Metadata.Name == BootstrapFlows.Exempt);
        level.Spec.Exempt!.LendablePercent = 50;
        Assert.Empty(new PriorityLevelStrategy().Validate(level));
    }

    [Fact]
    public void Queuing_Empty_GetsItsDefaults()
    {
        var level = RuleTesting.Read(new PriorityLevelStrategy(), """{"spec":{"type":"Limited","limited":{"limitResponse":{"type":"Queue","queuing":{}}}}}""");
        Assert.Equal("""{"queues":64,"handSize":8,"queueLengthLimit":50}""",
            System.Text.Encoding.UTF8.GetString(ApiJson.SerializeValue(level.Spec.Limited!.LimitResponse.Queuing!)));
    }
}
