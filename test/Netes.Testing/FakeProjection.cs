using System.Text.Json.Nodes;

namespace Netes.Testing;

internal static class FakeProjection
{
    public static JsonObject Metadata(JsonObject obj) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = obj["metadata"]!.DeepClone(),
    };
}
