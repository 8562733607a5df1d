using Netes.ApiServer.Patching;
using static Netes.ApiServer.Tests.Patching.PatchTesting;

namespace Netes.ApiServer.Tests.Patching;

public class JsonPatchTests
{
    [Theory]
    // The examples of RFC 6902, appendix A.
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"baz":"qux","foo":"bar"}""")]
    [InlineData("""{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("""{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData("""{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}""", """[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]""",
        """{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}""")]
    [InlineData("""{"foo":["all","grass","cows","eat"]}""", """[{"op":"move","from":"/foo/1","path":"/foo/3"}]""", """{"foo":["all","cows","eat","grass"]}""")]
    [InlineData("""{"baz":"qux","foo":["a",2,"c"]}""", """[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]""", """{"baz":"qux","foo":["a",2,"c"]}""")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData("""{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10}]""", """{"/":9,"~1":10}""")]
    [InlineData("""{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    // Where upstream's library is looser than the RFC.
    [InlineData("""{"foo":["a","b"]}""", """[{"op":"remove","path":"/foo/-1"}]""", """{"foo":["a"]}""")]
    [InlineData("""{"foo":1}""", """[{"op":"replace","path":"/new","value":2}]""", """{"foo":1,"new":2}""")]
    [InlineData("""{"foo":1}""", """[{"op":"test","path":"/none","value":null}]""", """{"foo":1}""")]
    [InlineData("""{"foo":{"x":1}}""", """[{"op":"copy","from":"/foo","path":"/bar"},{"op":"replace","path":"/bar/x","value":2}]""", """{"foo":{"x":1},"bar":{"x":2}}""")]
    [InlineData("""{"foo":1}""", "null", """{"foo":1}""")]
    public void Apply_Operations_ChangesDocument(string current, string patch, string expected) => Gives(PatchType.Json, current, patch, expected);

    [Theory]
    [InlineData("""[{"op":"add","path":"/a/b","value":1}]""")]
    [InlineData("""[{"op":"remove","path":"/none"}]""")]
    [InlineData("""[{"op":"test","path":"/foo","value":2}]""")]
    [InlineData("""[{"op":"replace","path":"/list/7","value":2}]""")]
    [InlineData("""[{"op":"add","path":"/list/x","value":2}]""")]
    [InlineData("""[{"op":"move","from":"/none/x","path":"/y"}]""")]
    [InlineData("""[{"op":"odd","path":"/foo"}]""")]
    [InlineData("""[{"op":"add","path":"","value":{}}]""")]
    [InlineData("""[null]""")]
    public void Apply_ImpossibleOperation_IsRejected(string patch) =>
        Assert.Equal(PatchError.Rejected, Fails(PatchType.Json, """{"foo":1,"list":[1]}""", patch).Error);

    [Theory]
    [InlineData("""{"not":"a list"}""", "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")]
    [InlineData("""["x"]""", "error decoding patch: json: cannot unmarshal string into Go value of type handlers.jsonPatchOp")]
    [InlineData("""[{"op":1}]""", "error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string")]
    [InlineData("[", "error decoding patch: unexpected end of JSON input")]
    public void Read_NoPatchDocument_SaysWhatGoSays(string patch, string message)
    {
        PatchException error = Fails(PatchType.Json, "{}", patch);
        Assert.Equal(PatchError.BadRequest, error.Error);
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Read_TooManyOperations_IsTooLarge()
    {
        string patch = "[" + string.Join(',', Enumerable.Repeat("""{"op":"test","path":"/x","value":null}""", 10_001)) + "]";
        PatchException error = Fails(PatchType.Json, "{}", patch);
        Assert.Equal(PatchError.TooLarge, error.Error);
        Assert.Equal("The allowed maximum operations in a JSON patch is 10000, got 10001", error.Message);
    }

    [Fact]
    public void Apply_CopiesThatGrowWithoutEnd_AreRejected()
    {
        // Each copy doubles the document: 22 operations would make gigabytes.
        string patch = "[" + string.Join(',', Enumerable.Repeat("""{"op":"copy","from":"/a","path":"/a/-"}""", 40)) + "]";
        Assert.Equal(PatchError.Rejected, Fails(PatchType.Json, """{"a":["0123456789012345678901234567890123456789"]}""", patch).Error);
    }

    [Fact]
    public void Read_UnknownAndDuplicateFields_AreStrictErrors()
    {
        var result = Patcher.Apply(PatchType.Json, """[{"op":"add","path":"/a","value":1,"why":2,"op":"add"}]"""u8, "{}"u8, Pod);
        Assert.Equal(["json patch duplicate field \"[0].op\"", "json patch unknown field \"[0].why\""], result.StrictErrors);
    }
}
