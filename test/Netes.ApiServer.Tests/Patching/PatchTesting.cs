using System.Text;
using System.Text.Json.Nodes;
using Netes.Api.Schemas;
using Netes.ApiServer.Patching;

namespace Netes.ApiServer.Tests.Patching;

internal static class PatchTesting
{
    public static Schema Pod => Netes.Api.CoreV1.Pod.Schema;

    public static JsonObject Patch(PatchType type, string current, string patch, Schema? schema = null) =>
        Patcher.Apply(type, Encoding.UTF8.GetBytes(patch), Encoding.UTF8.GetBytes(current), schema ?? Pod).Object;

    public static void Gives(PatchType type, string current, string patch, string expected, Schema? schema = null)
    {
        JsonObject actual = Patch(type, current, patch, schema);
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), Sorted(actual, JsonNode.Parse(expected)));
    }

    public static PatchException Fails(PatchType type, string current, string patch, bool strict = true) =>
        Assert.Throws<PatchException>(() =>
            Patcher.Apply(type, Encoding.UTF8.GetBytes(patch), Encoding.UTF8.GetBytes(current), Pod, strict));

    /// <summary>The actual value's text if it equals the expected one in any order of members, so that only lists' order counts.</summary>
    private static string Sorted(JsonNode actual, JsonNode? expected) =>
        JsonNode.DeepEquals(actual, expected) ? expected!.ToJsonString() : actual.ToJsonString();
}
