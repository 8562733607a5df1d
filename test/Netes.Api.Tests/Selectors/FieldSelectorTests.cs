using Netes.Api.Selectors;

namespace Netes.Api.Tests.Selectors;

public sealed class FieldSelectorTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("a=1", true)]
    [InlineData("a==1,b!=2", true)]
    [InlineData("a!=1", false)]
    [InlineData("missing=", true)]
    [InlineData(@"c=x\,y\=z", true)]
    public void Parse_Matches(string selector, bool expected)
    {
        var fields = new Dictionary<string, string> { ["a"] = "1", ["b"] = "3", ["c"] = "x,y=z" };
        Assert.Equal(expected, FieldSelector.Parse(selector).Matches(f => fields.GetValueOrDefault(f, "")));
    }

    [Fact]
    public void Parse_NoOperator_SaysWhatUpstreamSays() => Assert.Equal("invalid selector: 'nonsense'; can't understand 'nonsense'",
        Assert.Throws<SelectorSyntaxException>(() => FieldSelector.Parse("nonsense")).Message);

    [Fact]
    public void ToString_EscapesValues() => Assert.Equal(@"a=1,c!=x\,y", FieldSelector.Parse(@"c!=x\,y,a=1").ToString());

    [Fact]
    public void TryGetExact_OnlyPositiveTerms()
    {
        var selector = FieldSelector.Parse("spec.nodeName=n1,metadata.name!=x");
        Assert.True(selector.TryGetExact("spec.nodeName", out var node));
        Assert.Equal("n1", node);
        Assert.False(selector.TryGetExact("metadata.name", out _));
    }
}
