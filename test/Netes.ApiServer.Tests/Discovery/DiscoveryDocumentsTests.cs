using System.Text.Json.Nodes;
using Netes.Api;
using Netes.ApiServer.Discovery;

namespace Netes.ApiServer.Tests.Discovery;

public class DiscoveryDocumentsTests
{
    private static readonly DiscoveryDocuments Documents = new(Scheme.Default.Resources, "<server>");

    private static JsonNode Json(DiscoveryDocument? document)
    {
        JsonNode json = JsonNode.Parse(document!.Json)!;
        Golden.Mask(json, "storageVersionHash", "<hash>");
        return json;
    }

    [Fact]
    public void LegacyVersions_OfBuiltIns_AreAsRecorded() =>
        JsonDiff.Same(Golden.Json("data/discovery/api.json"), Json(Documents.LegacyVersions));

    [Fact]
    public void Groups_OfBuiltIns_AreAsRecorded() => JsonDiff.Same(Golden.Json("data/discovery/apis.json"), Json(Documents.Groups));

    [Fact]
    public void Aggregated_OfBuiltIns_AreAsRecorded()
    {
        JsonDiff.Same(Golden.Json("data/discovery/api.aggregated.json"), Json(Documents.AggregatedCore));
        JsonDiff.Same(Golden.Json("data/discovery/apis.aggregated.json"), Json(Documents.AggregatedGroups));
    }

    [Fact]
    public void FindVersion_OfBuiltIns_IsAsRecorded()
    {
        foreach (string name in Golden.Names("data/discovery").Where(n => n == "v1" || n.Contains('_')))
        {
            string[] parts = name.Split('_');
            var document = parts.Length == 1 ? Documents.FindVersion("", parts[0]) : Documents.FindVersion(parts[0], parts[1]);
            JsonDiff.Same(Golden.Json($"data/discovery/{name}.json"), Json(document));
        }
    }

    [Fact]
    public void FindGroup_OfApps_NamesItsVersions() => Assert.Equal(
        """{"kind":"APIGroup","apiVersion":"v1","name":"apps","versions":[{"groupVersion":"apps/v1","version":"v1"}],"preferredVersion":{"groupVersion":"apps/v1","version":"v1"}}""",
        System.Text.Encoding.UTF8.GetString(Documents.FindGroup("apps")!.Json));

    [Fact]
    public void FindVersion_OfWhatIsNotServed_IsNull()
    {
        Assert.Null(Documents.FindVersion("apps", "v2"));
        Assert.Null(Documents.FindGroup("example.com"));
    }

    [Theory]
    [InlineData("", "v1", "pods", "xPOwRZ+Yhw8=")]
    [InlineData("apps", "v1", "deployments", "8aSe+NMegvE=")]
    [InlineData("events.k8s.io", "v1", "events", "r2yiGXH7wu8=")]
    [InlineData("", "v1", "bindings", "")]
    [InlineData("", "v1", "componentstatuses", "")]
    public void StorageVersionHash_IsWhatUpstreamPublishes(string group, string version, string resource, string hash) =>
        Assert.Equal(hash, StorageVersionHash.Of(Scheme.Default.FindResource(group, version, resource)!));

    [Fact]
    public void ETag_OfEqualDocuments_IsEqual() =>
        Assert.Equal(Documents.AggregatedGroups.ETag, new DiscoveryDocuments(Scheme.Default.Resources, "other").AggregatedGroups.ETag);

    [Fact]
    public void KubeVersionOrder_PutsMatureFirst() => Assert.Equal(
        ["v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "foo1", "foo10"],
        new[] { "foo10", "v1", "v11alpha2", "v3beta1", "foo1", "v12alpha1", "v2", "v10beta3", "v11beta2", "v10" }.Order(KubeVersionOrder.Instance));
}
