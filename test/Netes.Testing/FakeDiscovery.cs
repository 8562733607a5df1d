using System.Text.Json.Nodes;
using Netes.Api;

namespace Netes.Testing;

internal static class FakeDiscovery
{
    public static JsonObject? Answer(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["api"] => new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
            ["apis"] => Groups(),
            ["api", var version] => Resources("", version),
            ["apis", var group, var version] => Resources(group, version),
            _ => null,
        };
    }

    private static JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["groups"] = new JsonArray([.. Scheme.Default.Resources.Where(r => r.Group.Length > 0).Select(r => r.Gvr.ApiVersion).Distinct()
            .GroupBy(v => v[..v.IndexOf('/')]).Select(g => (JsonNode)new JsonObject
            {
                ["name"] = g.Key,
                ["versions"] = new JsonArray([.. g.Select(v => (JsonNode)new JsonObject { ["groupVersion"] = v, ["version"] = v[(v.IndexOf('/') + 1)..] })]),
                ["preferredVersion"] = new JsonObject { ["groupVersion"] = g.First() },
            })]),
    };

    private static JsonObject? Resources(string group, string version)
    {
        var resources = Scheme.Default.Resources.Where(r => r.Group == group && r.Version == version).ToList();
        if (resources.Count == 0) return null;
        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["groupVersion"] = resources[0].Gvr.ApiVersion,
            ["resources"] = new JsonArray([.. resources.Select(r => (JsonNode)new JsonObject
            {
                ["name"] = r.Plural,
                ["singularName"] = r.Singular,
                ["namespaced"] = r.Namespaced,
                ["kind"] = r.Kind,
                ["verbs"] = new JsonArray([.. r.Verbs.Select(v => (JsonNode)v)]),
            })]),
        };
    }
}
