using Netes.Api.Selectors;

namespace Netes.Api.Tests.Selectors;

public sealed class SelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "web", ["tier"] = "front", ["n"] = "7", ["e"] = "" };

    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web", true)]
    [InlineData("app = web , tier=front", true)]
    [InlineData("app!=web", false)]
    [InlineData("missing!=x", true)]
    [InlineData("app in (web, api)", true)]
    [InlineData("app notin (web)", false)]
    [InlineData("missing notin (web)", true)]
    [InlineData("app", true)]
    [InlineData("!app", false)]
    [InlineData("!missing", true)]
    [InlineData("n>6", true)]
    [InlineData("n<7", false)]
    [InlineData("e=", true)]
    [InlineData("e in (,)", true)]
    [InlineData("app in (,a)", false)]
    [InlineData("in in (in)", false)]
    public void Parse_Matches(string selector, bool expected) => Assert.Equal(expected, Selector.Parse(selector).Matches(Labels));

    [Theory]
    [InlineData("b=1,a!=2", "a!=2,b=1")]
    [InlineData("x in (b,a,a)", "x in (a,b)")]
    [InlineData("!x , y", "!x,y")]
    [InlineData("x in ()", "x in ()")]
    public void Parse_ToString_IsCanonical(string selector, string expected) =>
        Assert.Equal(expected, Selector.Parse(selector).ToString());

    [Theory]
    [InlineData("a bad", "unable to parse requirement: found 'bad', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("a=b value", "found 'value', expected: ',' or 'end of string'")]
    [InlineData("a==b=c", "found '=', expected: ',' or 'end of string'")]
    [InlineData("a=b,", "found '', expected: identifier after ','")]
    [InlineData("=b", "found '=', expected: !, identifier, or 'end of string'")]
    [InlineData("a in b", "unable to parse requirement: found 'b' expected: '('")]
    [InlineData("a in (b", "unable to parse requirement: found '', expected: ',' or ')'")]
    [InlineData("n>x", "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer")]
    public void Parse_Malformed_SaysWhatUpstreamSays(string selector, string message) =>
        Assert.Equal(message, Assert.Throws<SelectorSyntaxException>(() => Selector.Parse(selector)).Message);

    [Fact]
    public void FromMap_Empty_SelectsEverything() => Assert.True(Selector.FromMap(null).Matches(Labels));

    [Fact]
    public void Nothing_SelectsNothing() => Assert.False(Selector.Nothing.Matches(Labels));
}
