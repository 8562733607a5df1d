using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Netes.Api;
using Netes.ApiServer.OpenApi;

namespace Netes.ApiServer.Tests.OpenApi;

public class SchemaWriterTests
{
    private static JsonObject Write(OpenApiDialect dialect, Descriptions descriptions)
    {
        var definitions = new Definitions();
        foreach (ResourceType resource in Scheme.Default.Resources)
        {
            definitions.Add(resource.KindInfo);
            if (resource.ListKindInfo is { } list) definitions.Add(list);
        }
        foreach (var subresource in Scheme.Default.Resources.SelectMany(r => r.Subresources.Select(s => (r, s))))
        {
            var gvk = subresource.s.KindVersion.Length > 0 ? new Gvk(subresource.s.KindGroup, subresource.s.KindVersion, subresource.s.Kind)
                : new Gvk(subresource.r.Group, subresource.r.Version, subresource.s.Kind);
            if (Scheme.Default.FindKind(gvk) is { } kind && !kind.Kind.EndsWith("Options", StringComparison.Ordinal)) definitions.Add(kind);
        }
        definitions.Add(Netes.Api.MetaV1.APIGroup.KindInfo);
        definitions.Add(Netes.Api.MetaV1.APIGroupList.KindInfo);
        definitions.Add(Netes.Api.MetaV1.APIResourceList.KindInfo);
        definitions.Add(Netes.Api.MetaV1.APIVersions.KindInfo);
        definitions.Add(VersionInfo.Schema);
        definitions.AddShared([("storage.k8s.io", "v1")]);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) new SchemaWriter(json, dialect, definitions, descriptions).WriteAll();
        return JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
    }

    [Fact]
    public void WriteAll_OfBuiltIns_IsAsRecorded()
    {
        Descriptions descriptions = Descriptions.Load();
        Assert.SkipUnless(descriptions.OfType("io.k8s.api.core.v1.Pod").Length > 0, "where references are wrapped depends on descriptions");
        JsonObject expected = Golden.Json("data/openapi/schemas.json").AsObject();
        JsonObject actual = Write(OpenApiDialect.V3, descriptions);
        foreach (var (_, definition) in actual) RemoveDescriptions(definition!.AsObject());
        // Where the package's documentation is of another patch release than the recording.
        foreach (string other in (string[])["io.k8s.api.resource.v1.NodeAllocatableResourceMapping", "io.k8s.api.networking.v1.IngressRule"])
        {
            expected.Remove(other);
            Assert.True(actual.Remove(other));
        }
        JsonDiff.Same(expected, actual);
    }

    private static void RemoveDescriptions(JsonObject definition)
    {
        definition.Remove("description");
        foreach (var (_, field) in definition["properties"]?.AsObject() ?? []) field!.AsObject().Remove("description");
    }
}
