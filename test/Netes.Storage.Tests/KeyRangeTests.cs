using System.Text;

namespace Netes.Storage.Tests;

public sealed class KeyRangeTests
{
    [Theory]
    [InlineData("/registry/pods/", "/registry/pods0")]
    [InlineData("a\uD7FF", "a\uE000")]
    [InlineData("a\U0010FFFF", "b")]
    [InlineData("\U0010FFFF", null)]
    [InlineData("", null)]
    public void Prefix_End_IsTheNextStringOfItsKind(string prefix, string? end) => Assert.Equal(end, KeyRange.Prefix(prefix).To);

    [Fact]
    public void Contains_Key_IsThatKeyAlone()
    {
        var range = KeyRange.Key("/a");
        Assert.True(range.Contains("/a"));
        Assert.False(range.Contains("/a/"));
        Assert.False(range.Contains("/"));
        Assert.False(range.Contains("/b"));
    }

    [Fact]
    public void Compare_AnyStrings_IsTheOrderOfTheirBytes()
    {
        string[] samples = ["", "a", "ab", "b", "\u00e9", "\u0800", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "\U0010FFFF", "a\U0001F600", "a\uFFFD"];
        foreach (var x in samples)
        {
            foreach (var y in samples)
            {
                var bytes = Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));
                Assert.Equal(Math.Sign(bytes), Math.Sign(Utf8Order.Compare(x, y)));
            }
        }
    }
}
