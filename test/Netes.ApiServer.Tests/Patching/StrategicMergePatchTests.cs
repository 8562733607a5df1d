using System.Text.Json.Nodes;
using CsCheck;
using Netes.ApiServer.Patching;
using static Netes.ApiServer.Tests.Patching.PatchTesting;

namespace Netes.ApiServer.Tests.Patching;

public class StrategicMergePatchTests
{
    private const string Two = """{"spec":{"containers":[{"name":"a","image":"1","args":["x"]},{"name":"b","image":"2"}],"nodeName":"n"}}""";

    [Theory]
    [InlineData("""{"spec":{"containers":[{"name":"b","image":"3"}]}}""", """{"spec":{"containers":[{"name":"a","image":"1","args":["x"]},{"name":"b","image":"3"}],"nodeName":"n"}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"c","image":"3"}]}}""", """{"spec":{"containers":[{"name":"c","image":"3"},{"name":"a","image":"1","args":["x"]},{"name":"b","image":"2"}],"nodeName":"n"}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","$patch":"delete"}]}}""", """{"spec":{"containers":[{"name":"b","image":"2"}],"nodeName":"n"}}""")]
    [InlineData("""{"spec":{"containers":[{"$patch":"replace"},{"name":"z","image":"9"}]}}""", """{"spec":{"containers":[{"name":"z","image":"9"}],"nodeName":"n"}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","$patch":"replace","image":"9"}]}}""", """{"spec":{"containers":[],"nodeName":"n"}}""")]
    [InlineData("""{"spec":{"$patch":"replace","nodeName":"m"}}""", """{"spec":{"nodeName":"m"}}""")]
    [InlineData("""{"spec":{"$patch":"delete"}}""", """{"spec":{}}""")]
    [InlineData("""{"spec":{"$retainKeys":["containers"]}}""", """{"spec":{"containers":[{"name":"a","image":"1","args":["x"]},{"name":"b","image":"2"}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","args":["y"]}]}}""", """{"spec":{"containers":[{"name":"a","image":"1","args":["y"]},{"name":"b","image":"2"}],"nodeName":"n"}}""")]
    [InlineData("""{"spec":{"nodeName":null,"hostname":null}}""", """{"spec":{"containers":[{"name":"a","image":"1","args":["x"]},{"name":"b","image":"2"}]}}""")]
    [InlineData("""{"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}}""", """{"spec":{"containers":[{"name":"b","image":"2"},{"name":"a","image":"1","args":["x"]}],"nodeName":"n"}}""")]
    [InlineData("""{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"a"}],"containers":[{"name":"c","image":"3"}]}}""",
        """{"spec":{"containers":[{"name":"c","image":"3"},{"name":"a","image":"1","args":["x"]},{"name":"b","image":"2"}],"nodeName":"n"}}""")]
    [InlineData("null", Two)]
    public void Apply_ToContainers_MergesByName(string patch, string expected) => Gives(PatchType.Strategic, Two, patch, expected);

    [Theory]
    [InlineData("""{"metadata":{"finalizers":["c","a"]}}""", """{"metadata":{"finalizers":["c","a","b"]}}""")]
    [InlineData("""{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}}""", """{"metadata":{"finalizers":["b"]}}""")]
    [InlineData("""{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/finalizers":["c","b"],"finalizers":["c"]}}""", """{"metadata":{"finalizers":["c","b"]}}""")]
    [InlineData("""{"metadata":{"labels":{"x":"y","z":null}}}""", """{"metadata":{"finalizers":["a","b"],"labels":{"x":"y"}}}""")]
    [InlineData("""{"metadata":{"annotations":{"$patch":"replace","only":"me"}}}""", """{"metadata":{"finalizers":["a","b"],"annotations":{"only":"me"}}}""")]
    public void Apply_ToMetadata_FollowsDirectives(string patch, string expected) =>
        Gives(PatchType.Strategic, """{"metadata":{"finalizers":["a","b"]}}""", patch, expected);

    [Theory]
    [InlineData("""{"spec":{"containers":[{"image":"3"}]}}""", PatchError.Plain, "map: map[image:3] does not contain declared merge key: name")]
    [InlineData("""{"spec":{"containers":[{"name":"a","$patch":"merge"}]}}""", PatchError.Plain, "merging lists cannot yet be specified in the patch")]
    [InlineData("""{"spec":{"$patch":"odd"}}""", PatchError.Plain, "unknown patch type: odd in map: map[$patch:odd]")]
    [InlineData("""{"spec":{"$retainKeys":"x"}}""", PatchError.BadRequest, "invalid patch format of retainKeys")]
    [InlineData("""{"spec":{"$retainKeys":["x"],"nodeName":"m"}}""", PatchError.BadRequest, "invalid patch format of retainKeys")]
    [InlineData("""{"spec":{"$setElementOrder/containers":[{"name":"b"}],"containers":[{"name":"a","image":"1"}]}}""", PatchError.Plain,
        "The order in patch list:\n[map[image:1 name:a]]\n doesn't match $setElementOrder list:\n[map[name:b]]\n")]
    [InlineData("""{"spec":{"containers":["x"]}}""", PatchError.Plain, "list element types are not identical: [[map[args:[x] image:1 name:a] map[image:2 name:b]] [x]]")]
    [InlineData("{nope", PatchError.BadRequest, "invalid character 'n' looking for beginning of object key string")]
    [InlineData("[]", PatchError.BadRequest, "json: cannot unmarshal array into Go value of type map[string]interface {}")]
    internal void Apply_Malformed_SaysWhatUpstreamSays(string patch, PatchError kind, string message)
    {
        PatchException error = Fails(PatchType.Strategic, Two, patch);
        Assert.Equal((kind, message), (error.Error, error.Message));
    }

    [Fact]
    public void Apply_UnknownFieldOfAType_SaysWhichType() =>
        Assert.Equal("unable to find api field in struct Pod for the json field \"odd\"",
            Fails(PatchType.Strategic, """{"odd":{"a":1}}""", """{"odd":{"b":1}}""").Message);

    [Fact]
    public void Shown_OfAStrategicPatch_IsThePatchAsGoPrintsIt()
    {
        var result = Patcher.Apply(PatchType.Strategic, """{"metadata":{"bogus":1,"list":["a",null,1.5,1e30,0.00005,-123456789012345678901,1234567.5,0.30000000000000004,true]}}"""u8, "{}"u8, Pod);
        Assert.Equal("map[metadata:map[bogus:1 list:[a <nil> 1.5 1e+30 5e-05 -1.2345678901234568e+20 1.2345675e+06 0.30000000000000004 true]]]", result.Shown);
    }

    private static readonly Gen<string[]> NameLists = Gen.Char['a', 'h'].Select(c => c.ToString()).Array[0, 6].Select(names => names.Distinct().ToArray());

    private static string Containers(IEnumerable<string> names, string image) =>
        "{\"spec\":{\"containers\":[" + string.Join(',', names.Select(n => $"{{\"name\":\"{n}\",\"image\":\"{image}\"}}")) + "]}}";

    private static string[] Names(JsonObject pod) => [.. pod["spec"]!["containers"]!.AsArray().Select(c => c!["name"]!.GetValue<string>())];

    [Fact]
    public void Apply_Twice_IsApplyOnce() => Gen.Select(NameLists, NameLists).Sample((old, change) =>
    {
        JsonObject once = Patch(PatchType.Strategic, Containers(old, "1"), Containers(change, "2"));
        JsonObject twice = Patch(PatchType.Strategic, once.ToJsonString(), Containers(change, "2"));
        return JsonNode.DeepEquals(once, twice);
    });

    [Fact]
    public void Apply_MergedList_HoldsBothAndKeepsBothOrders() => Gen.Select(NameLists, NameLists).Sample((old, change) =>
    {
        string[] merged = Names(Patch(PatchType.Strategic, Containers(old, "1"), Containers(change, "2")));
        bool all = merged.ToHashSet().SetEquals(old.Union(change)) && merged.Length == old.Union(change).Count();
        bool patchOrder = merged.Where(change.Contains).SequenceEqual(change);
        bool oldOrder = merged.Where(n => !change.Contains(n)).SequenceEqual(old.Where(n => !change.Contains(n)));
        return all && patchOrder && oldOrder;
    });
}
