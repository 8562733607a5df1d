using System.Text.Json.Nodes;
using Netes.Api;
using Netes.Api.Protobuf;
using Netes.ApiServer.OpenApi;
using Netes.ApiServer.Tests.Discovery;

namespace Netes.ApiServer.Tests.OpenApi;

public class OpenApiDocumentsTests
{
    private static readonly OpenApiDocuments Documents = new(Scheme.Default);

    private static JsonObject V2 { get; } = JsonNode.Parse(Documents.V2.Unpack())!.AsObject();

    private static JsonObject V3(string name) => JsonNode.Parse(Documents.FindV3(name)!.Unpack())!.AsObject();

    [Fact]
    public void Index_NamesTheRecordedDocuments() =>
        Assert.Equal(Golden.Json("data/openapi/v3-index.json").AsArray().Select(n => n!.GetValue<string>()), Documents.Names);

    [Fact]
    public void V2_HasTheRecordedPathsAndMethods()
    {
        var paths = new JsonObject();
        foreach (var (path, item) in V2["paths"]!.AsObject())
            paths[path] = new JsonArray([.. item!.AsObject().Select(m => m.Key).Where(m => m != "parameters").Order(StringComparer.Ordinal).Select(m => JsonValue.Create(m))]);
        JsonDiff.Same(Golden.Json("data/openapi/v2-paths.json"), paths);
    }

    [Fact]
    public void V2_HasTheRecordedDefinitions() => Assert.Equal(
        Golden.Json("data/openapi/v2-definitions.json").AsArray().Select(n => n!.GetValue<string>()),
        V2["definitions"]!.AsObject().Select(d => d.Key));

    [Fact]
    public void V2_HasTheRecordedPatchMarkers()
    {
        JsonObject expected = Golden.Json("data/openapi/list-and-patch-markers.json").AsObject();
        foreach (var (definition, fields) in expected)
        {
            foreach (var (field, markers) in fields!.AsObject())
            {
                JsonObject actual = V2["definitions"]![definition]!["properties"]![field]!.AsObject();
                foreach (var (marker, value) in markers!.AsObject())
                    Assert.True(JsonNode.DeepEquals(value, actual[marker]), $"{definition}.{field} {marker}: {actual[marker]?.ToJsonString()}");
            }
        }
    }

    [Fact]
    public void Documents_EveryReference_LeadsToADefinition()
    {
        AssertReferences(V2, "#/definitions/", V2["definitions"]!.AsObject());
        foreach (string name in Documents.Names)
        {
            JsonObject document = V3(name);
            AssertReferences(document, "#/components/schemas/", document["components"]!["schemas"]!.AsObject());
        }
    }

    private static void AssertReferences(JsonNode? node, string prefix, JsonObject definitions)
    {
        if (node is JsonArray list)
        {
            foreach (JsonNode? item in list) AssertReferences(item, prefix, definitions);
        }
        else if (node is JsonObject obj)
        {
            foreach (var (key, value) in obj)
            {
                if (key == "$ref" && value is JsonValue text && text.GetValueKind() == System.Text.Json.JsonValueKind.String)
                {
                    Assert.StartsWith(prefix, text.GetValue<string>(), StringComparison.Ordinal);
                    Assert.True(definitions.ContainsKey(text.GetValue<string>()[prefix.Length..]), text.GetValue<string>());
                }
                else AssertReferences(value, prefix, definitions);
            }
        }
    }

    [Fact]
    public void OperationIds_AreUniqueAndNamedAsClientsExpect()
    {
        string[] ids = [.. V2["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Where(o => o.Key != "parameters").Select(o => o.Value!["operationId"]!.GetValue<string>())];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        foreach (string expected in (string[])["listAppsV1NamespacedDeployment", "listAppsV1DeploymentForAllNamespaces", "watchCoreV1NamespacedPodList",
            "deleteCoreV1CollectionNamespacedPod", "patchAppsV1NamespacedDeploymentScale", "connectCoreV1GetNamespacedPodExec", "connectCoreV1PostNodeProxyWithPath",
            "readRbacAuthorizationV1ClusterRole", "getAppsV1APIResources", "replaceCoreV1NamespaceFinalize"])
            Assert.Contains(expected, ids);
    }

    [Fact]
    public void V3_PatchOperations_TakeWhatKubectlLooksFor()
    {
        JsonNode patch = V3("apis/apps/v1")["paths"]!["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]!["patch"]!;
        string[] names = [.. patch["parameters"]!.AsArray().Select(p => p!["name"]!.GetValue<string>())];
        Assert.Equal(["dryRun", "fieldManager", "fieldValidation", "force"], names);
        Assert.Equal("""{"group":"apps","kind":"Deployment","version":"v1"}""", patch["x-kubernetes-group-version-kind"]!.ToJsonString());
    }

    [Fact]
    public void V2Protobuf_HoldsEveryDefinitionAndPath()
    {
        var reader = new ProtobufReader(Documents.V2Protobuf.Unpack());
        int end = reader.BeginMessage();
        int definitions = 0, paths = 0;
        string swagger = "";
        while (reader.NextField(end, out int field))
        {
            if (field is 8 or 9)
            {
                int inner = reader.BeginMessage();
                while (reader.NextField(inner, out _))
                {
                    if (field == 9) definitions++;
                    else paths++;
                    reader.Skip();
                }
                reader.EndMessage(inner);
            }
            else if (field == 1) swagger = reader.String();
            else reader.Skip();
        }
        Assert.Equal(("2.0", V2["definitions"]!.AsObject().Count, V2["paths"]!.AsObject().Count), (swagger, definitions, paths));
    }

    [Fact]
    public async Task Endpoints_AnswerWithTagAndRedirectOldHashes()
    {
        var endpoints = new OpenApiEndpoints(() => Documents);
        var (index, body) = await DiscoveryEndpointsTests.GetAsync(endpoints, "/openapi/v3");
        Assert.Equal(200, index.StatusCode);
        string url = JsonNode.Parse(body)!["paths"]!["apis/batch/v1"]!["serverRelativeURL"]!.GetValue<string>();
        string[] parts = url.Split('?');
        var (document, json) = await DiscoveryEndpointsTests.GetAsync(endpoints, parts[0], query: "?" + parts[1]);
        Assert.Contains("immutable", document.Headers.CacheControl.ToString(), StringComparison.Ordinal);
        Assert.Equal("3.0.0", JsonNode.Parse(json)!["openapi"]!.GetValue<string>());
        var (known, _) = await DiscoveryEndpointsTests.GetAsync(endpoints, parts[0], ifNoneMatch: document.Headers.ETag.ToString());
        Assert.Equal(304, known.StatusCode);
        var (moved, _) = await DiscoveryEndpointsTests.GetAsync(endpoints, parts[0], query: "?hash=OLD");
        Assert.Equal((301, url), (moved.StatusCode, moved.Headers.Location.ToString()));
        var (protobuf, _) = await DiscoveryEndpointsTests.GetAsync(endpoints, "/openapi/v2", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");
        Assert.Equal("application/com.github.proto-openapi.spec.v2.v1.0+protobuf", protobuf.ContentType);
    }
}
