using System.Text.Json.Nodes;
using Netes.Api;
using Netes.Api.ApiExtensionsV1;
using Netes.ApiServer.Extensions.Schemas;

namespace Netes.ApiServer.Tests.Extensions;

/// <summary>What a custom resource's schema does to values.</summary>
public sealed class SchemaTests
{
    private static JSONSchemaProps Schema(string json) => ApiJson.Deserialize<JSONSchemaProps>(System.Text.Encoding.UTF8.GetBytes(json));

    [Theory]
    [InlineData("""{"type":"integer"}""", "1.5", "<nil>: Invalid value: \"\": Checked value must be of type integer (default format) in a")]
    [InlineData("""{"type":"integer","format":"int32"}""", "3000000000", "<nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in a")]
    [InlineData("""{"type":"number","multipleOf":0.5}""", "0.25", "a: Invalid value: 0.25: a in body should be a multiple of 0.5")]
    [InlineData("""{"type":"number","minimum":0,"exclusiveMinimum":true}""", "0", "a: Invalid value: 0: a in body should be greater than 0")]
    [InlineData("""{"type":"string","maxLength":2}""", "\"äöü\"", "a: Too long: may not be more than 2 bytes")]
    [InlineData("""{"type":"string","pattern":"^[a-z]+$"}""", "\"a\\n\"", "a: Invalid value: \"a\\n\": a in body should match '^[a-z]+$'")]
    [InlineData("""{"type":"string","format":"ipv4"}""", "\"1.2.3\"", "a: Invalid value: \"1.2.3\": a in body must be of type ipv4: \"1.2.3\"")]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "true", "a: Invalid value: \"boolean\": a in body must be of type integer,string: \"boolean\"")]
    [InlineData("""{"type":"array","items":{"type":"string"},"minItems":1}""", "[]", "a: Invalid value: 0: a in body should have at least 1 items")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""", """{"x":1}""", "a.x: Invalid value: \"integer\": a.x in body must be of type string: \"integer\"")]
    [InlineData("""{"type":"integer","not":{"enum":[5]}}""", "5", "<nil>: Invalid value: \"\": \"a\" must not validate the schema (not)")]
    public void Validate_BrokenRule_IsToldInUpstreamsWords(string schema, string value, string expected)
    {
        var validator = new SchemaValidator(Schema($$$"""{"type":"object","properties":{"a":{{{schema}}}}}"""));

        string[] errors = [.. validator.Validate(JsonNode.Parse($$"""{"a":{{value}}}"""), null).Select(e => e.ToString())];

        Assert.Contains(expected, errors);
    }

    [Fact]
    public void ValidateUpdate_ValueUnchanged_KeepsWhatIsWrong()
    {
        var validator = new SchemaValidator(Schema("""{"type":"object","properties":{"a":{"type":"string","maxLength":2},"b":{"type":"integer"}}}"""));
        JsonNode old = JsonNode.Parse("""{"a":"long","b":1}""")!;

        Assert.Empty(validator.ValidateUpdate(JsonNode.Parse("""{"a":"long","b":2}"""), old, null));
        Assert.Single(validator.ValidateUpdate(JsonNode.Parse("""{"a":"longer","b":2}"""), old, null));
    }

    [Fact]
    public void Prune_UnknownMembers_GoesAndIsTold()
    {
        StructuralSchema schema = StructuralSchema.From(Schema("""
            {"type":"object","properties":{"spec":{"type":"object","properties":{
              "list":{"type":"array","items":{"type":"object","properties":{"k":{"type":"string"}}}},
              "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"known":{"type":"object"}}}}}}}
            """));
        var content = (JsonObject)JsonNode.Parse("""{"spec":{"list":[{"k":"a","odd":1}],"free":{"x":{"y":1},"known":{"gone":1}},"more":2},"top":1}""")!;
        var unknown = new List<string>();

        Pruner.Prune(content, schema, unknown);

        Assert.Equal(["spec.free.known.gone", "spec.list[0].odd", "spec.more", "top"], unknown);
        Assert.Equal("""{"spec":{"free":{"known":{},"x":{"y":1}},"list":[{"k":"a"}]}}""", JsonValues.ToText(content));
    }

    [Fact]
    public void Fill_MissingAndNull_TakesDefaults()
    {
        StructuralSchema schema = StructuralSchema.From(Schema("""
            {"type":"object","properties":{"spec":{"type":"object","default":{},"properties":{
              "size":{"type":"integer","default":3},"text":{"type":"string","default":"t","nullable":true},"flag":{"type":"boolean"}}}}}
            """));
        var content = (JsonObject)JsonNode.Parse("""{"spec":{"size":null,"text":null,"flag":null}}""")!;

        Defaulter.Fill(content, schema);

        Assert.Equal("""{"spec":{"size":3,"text":null}}""", JsonValues.ToText(content));
    }

    [Theory]
    [InlineData("[1.0,2.5,1e3,1e-7,1e21,12345678901234567890]", "[1,2.5,1000,1e-07,1e+21,12345678901234567000]")]
    public void ToText_Numbers_AreSpelledAsGoDoes(string json, string expected) =>
        Assert.Equal(expected, JsonValues.ToText(Netes.ApiServer.Patching.JsonTree.Parse(System.Text.Encoding.UTF8.GetBytes(json))));
}
