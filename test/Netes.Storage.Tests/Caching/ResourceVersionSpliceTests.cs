using System.Text;
using System.Text.Json;
using Netes.Storage.Caching;

namespace Netes.Storage.Tests.Caching;

public sealed class ResourceVersionSpliceTests
{
    private static string Insert(string json, long revision) => Encoding.UTF8.GetString(ResourceVersionSplice.Insert(Encoding.UTF8.GetBytes(json), revision));

    [Theory]
    [InlineData("""{"kind":"Pod","metadata":{"name":"a","uid":"u","generation":1},"x":1}""",
        """{"kind":"Pod","metadata":{"name":"a","uid":"u","resourceVersion":"7","generation":1},"x":1}""")]
    [InlineData("""{"metadata":{"name":"a"}}""", """{"metadata":{"name":"a","resourceVersion":"7"}}""")]
    [InlineData("""{"metadata":{}}""", """{"metadata":{"resourceVersion":"7"}}""")]
    [InlineData("""{"metadata":{"labels":{"name":"x"}}}""", """{"metadata":{"resourceVersion":"7","labels":{"name":"x"}}}""")]
    [InlineData("""{}""", """{"metadata":{"resourceVersion":"7"}}""")]
    [InlineData("""{"kind":"Pod"}""", """{"metadata":{"resourceVersion":"7"},"kind":"Pod"}""")]
    [InlineData("""{"spec":{"metadata":{"name":"template"}},"metadata":{"name":"a","labels":{}}}""",
        """{"spec":{"metadata":{"name":"template"}},"metadata":{"name":"a","resourceVersion":"7","labels":{}}}""")]
    [InlineData("""{"note":"\"metadata\":{","metadata":{"name":"a"}}""", """{"note":"\"metadata\":{","metadata":{"name":"a","resourceVersion":"7"}}""")]
    [InlineData(""" { "metadata" : { "name" : "a" , "labels" : {} } } """,
        """ { "metadata" : { "name" : "a","resourceVersion":"7" , "labels" : {} } } """)]
    public void Insert_Object_PutsItWhereKubernetesWritesIt(string stored, string expected)
    {
        Assert.Equal(expected, Insert(stored, 7));
        using var document = JsonDocument.Parse(expected);
        Assert.Equal("7", document.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString());
    }

    [Fact]
    public void Insert_LargestRevision_HasRoom() =>
        Assert.Equal("""{"metadata":{"resourceVersion":"9223372036854775807"},"a":1}""", Insert("""{"a":1}""", long.MaxValue));

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"metadata":5}""")]
    [InlineData("""{"metadata":{"name":""")]
    public void Insert_NoObject_Fails(string stored) => Assert.ThrowsAny<JsonException>(() => Insert(stored, 7));
}
