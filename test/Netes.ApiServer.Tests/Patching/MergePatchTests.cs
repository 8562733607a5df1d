using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Netes.ApiServer.Patching;
using static Netes.ApiServer.Tests.Patching.PatchTesting;

namespace Netes.ApiServer.Tests.Patching;

public class MergePatchTests
{
    [Theory]
    // RFC 7386, appendix A, as far as both are objects.
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    // A number beyond 64 bits keeps its digits.
    [InlineData("{}", """{"a":123456789012345678901234567890,"b":1.50}""", """{"a":123456789012345678901234567890,"b":1.50}""")]
    public void Apply_Patch_Merges(string current, string patch, string expected) => Gives(PatchType.Merge, current, patch, expected);

    [Theory]
    [InlineData("{nope", true, "error decoding patch: invalid character 'n' looking for beginning of object key string")]
    [InlineData("[1]", true, "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData("", true, "error decoding patch: unexpected end of JSON input")]
    [InlineData("null", true, "Invalid JSON Patch")]
    [InlineData("{nope", false, "Invalid JSON Patch")]
    public void Apply_NoPatchDocument_IsBadRequest(string patch, bool strict, string message)
    {
        PatchException error = Fails(PatchType.Merge, "{}", patch, strict);
        Assert.Equal(PatchError.BadRequest, error.Error);
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Apply_DuplicateFields_LastCountsAndStrictTells()
    {
        var result = Patcher.Apply(PatchType.Merge, """{"spec":{"a":1,"a":2,"l":[{"x":1,"x":3}]}}"""u8, "{}"u8, Pod);
        Assert.Equal("""{"spec":{"a":2,"l":[{"x":3}]}}""", Encoding.UTF8.GetString(result.Json));
        Assert.Equal(["duplicate field \"spec.a\"", "duplicate field \"spec.l[0].x\""], result.StrictErrors);
    }

    [Fact]
    public void Apply_HostileDepth_IsBadRequestAndNoCrash()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000);
        Assert.Equal("error decoding patch: exceeded max depth", Fails(PatchType.Merge, "{}", deep).Message);
    }

    [Fact]
    public void Apply_Twice_IsApplyOnce() => Gen.Select(JsonGen.Object, JsonGen.Object).Sample((current, patch) =>
    {
        JsonObject once = Patch(PatchType.Merge, current, patch);
        JsonObject twice = Patch(PatchType.Merge, once.ToJsonString(), patch);
        return JsonNode.DeepEquals(once, twice);
    });

    [Fact]
    public void Apply_EmptyPatch_ChangesNothing() => JsonGen.Object.Sample(current =>
        JsonNode.DeepEquals(JsonNode.Parse(current), Patch(PatchType.Merge, current, "{}")));
}
