using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Tests.Resources;

public sealed class JsonMemberTests
{
    [Theory]
    [InlineData("""{"metadata":{"nodeName":"no"},"spec":{"containers":[{"nodeName":"no"}],"nodeName":"n1"}}""", "n1")]
    [InlineData("""{"spec":{"nodeName":"caf\u00e9"}}""", "café")]
    [InlineData("""{"spec":{}}""", "")]
    [InlineData("""{"spec":{"nodeName":null}}""", "")]
    [InlineData("""{"spec":{"nodeName":7}}""", "")]
    [InlineData("""{"spec":null}""", "")]
    [InlineData("""{"spec":[{"nodeName":"n1"}]}""", "")]
    [InlineData("{}", "")]
    public void ReadString_OfPath_GivesTheStringThereOrNothing(string json, string expected) =>
        Assert.Equal(expected, JsonMember.ReadString(System.Text.Encoding.UTF8.GetBytes(json), ["spec"u8.ToArray(), "nodeName"u8.ToArray()]));
}
