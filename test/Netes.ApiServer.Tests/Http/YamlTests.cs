using System.Text;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Tests.Http;

public sealed class YamlTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: yes\nb: off", """{"a":true,"b":false}""")]
    [InlineData("y: 1", """{"true":1}""")]
    [InlineData("a: ~\nb: null\nc:", """{"a":null,"b":null,"c":null}""")]
    [InlineData("a: 0x10\nb: 010\nc: 0b11\nd: 1_000", """{"a":16,"b":8,"c":3,"d":1000}""")]
    [InlineData("a: 1.5\nb: 1e3\nc: -0.25", """{"a":1.5,"b":1000,"c":-0.25}""")]
    [InlineData("a: 1.2.3\nb: 10.0.0.1\nc: 2024-01-02", """{"a":"1.2.3","b":"10.0.0.1","c":"2024-01-02"}""")]
    [InlineData("- a\n- [b, {c: d}]", """["a",["b",{"c":"d"}]]""")]
    [InlineData("x: &a {k: v}\ny2: *a", """{"x":{"k":"v"},"y2":{"k":"v"}}""")]
    [InlineData("base: &b {k: 1}\nuse:\n  <<: *b\n  m: 2", """{"base":{"k":1},"use":{"k":1,"m":2}}""")]
    [InlineData("# nothing", "null")]
    [InlineData("", "null")]
    [InlineData("a: |\n  two\n  lines\n", "{\"a\":\"two\\nlines\\n\"}")]
    public void Convert_Yaml_GivesJson(string yaml, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(YamlToJson.Convert(Encoding.UTF8.GetBytes(yaml))));

    [Fact]
    public void Convert_DuplicateKey_IsReported()
    {
        var duplicates = new List<string>();
        YamlToJson.Convert("a: 1\na: 2\n"u8, duplicates);
        Assert.Equal(["  line 2: key \"a\" already set in map"], duplicates);
    }

    [Fact]
    public void Convert_BillionLaughs_IsRefused()
    {
        var text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) text.Append($"a{i}: &a{i} [{string.Join(",", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        Assert.Throws<YamlSyntaxException>(() => YamlToJson.Convert(Encoding.UTF8.GetBytes(text.ToString())));
    }

    [Fact]
    public void Convert_TooDeep_IsRefused() =>
        Assert.Throws<YamlSyntaxException>(() => YamlToJson.Convert(Encoding.UTF8.GetBytes(new string('[', 200) + new string(']', 200))));

    [Theory]
    [InlineData("""{"b":1,"a":"x"}""", "a: x\nb: 1\n")]
    [InlineData("""{"a":{"b":[1,{"c":"d"}]},"e":[],"f":{}}""", "a:\n  b:\n  - 1\n  - c: d\ne: []\nf: {}\n")]
    [InlineData("""{"a":"1","b":"true","c":"","d":"x: y"}""", "a: \"1\"\nb: \"true\"\nc: \"\"\nd: 'x: y'\n")]
    [InlineData("""{"t":"2024-01-02T03:04:05Z"}""", "t: \"2024-01-02T03:04:05Z\"\n")]
    public void Convert_Json_GivesYaml(string json, string yaml) =>
        Assert.Equal(yaml, JsonToYaml.Convert(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"a":"two\nlines\n","n":["x\ny"]}""")]
    [InlineData("""{"a":"- x","b":"#c","c":"0x1f","d":"~","e":" s","f":"no"}""")]
    public void Convert_JsonToYamlAndBack_IsTheSame(string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(YamlToJson.Convert(Encoding.UTF8.GetBytes(JsonToYaml.Convert(Encoding.UTF8.GetBytes(json))))));
}
