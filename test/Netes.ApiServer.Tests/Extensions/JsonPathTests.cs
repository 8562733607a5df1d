using System.Text.Json.Nodes;
using Netes.Api;
using Netes.ApiServer.Extensions.CustomResources;
using Netes.ApiServer.Extensions.Schemas;

namespace Netes.ApiServer.Tests.Extensions;

public sealed class JsonPathTests
{
    private static readonly CustomObject Thing = new(new CustomKind(new Gvk("example.com", "v1", "Thing"), StructuralSchema.Anything, true).Info)
    {
        Metadata = { Name = "n", Labels = new() { ["app.example.com/x"] = "l" } },
        Content = (JsonObject)JsonNode.Parse("""
            {"spec":{"list":[{"t":"A","v":1},{"t":"B","v":2}],"a.b":"dotted"},"status":{"conditions":[{"type":"Ready","status":"True"}]}}
            """)!,
    };

    [Theory]
    [InlineData(".metadata.name", "\"n\"")]
    [InlineData(".metadata.labels.app\\.example\\.com/x", "\"l\"")]
    [InlineData(".spec['a.b']", "\"dotted\"")]
    [InlineData(".spec.list[1].v", "2")]
    [InlineData(".spec.list[-1].t", "\"B\"")]
    [InlineData(".spec.list[*].v", "1")]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", "\"True\"")]
    [InlineData(".spec.list[?(@.v>1)].t", "\"B\"")]
    [InlineData(".spec..v", "1")]
    [InlineData(".spec.none.more", null)]
    public void Find_Path_FirstValue(string path, string? expected) =>
        Assert.Equal(expected, JsonPath.Parse(path).Find(Thing).Select(JsonValues.ToText).FirstOrDefault());

    [Theory]
    [InlineData(".spec[")]
    [InlineData(".spec[x]")]
    [InlineData(".spec[?(@.a==)]")]
    [InlineData(".spec}")]
    public void Parse_NoPath_Fails(string path) => Assert.Throws<FormatException>(() => JsonPath.Parse(path));
}
