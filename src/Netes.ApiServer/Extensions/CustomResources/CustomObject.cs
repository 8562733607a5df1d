using System.Text.Json;
using System.Text.Json.Nodes;
using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.Protobuf;
using Netes.ApiServer.Extensions.Schemas;

namespace Netes.ApiServer.Extensions.CustomResources;

/// <summary>An object of a custom resource: metadata as any object's, and all else as the JSON it is.</summary>
internal sealed class CustomObject(KindInfo info) : IApiObject
{
    public string Kind { get; set; } = info.Kind;

    public string ApiVersion { get; set; } = info.Gvk.ApiVersion;

    public KindInfo Info { get; } = info;

    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Every member but kind, apiVersion and metadata.</summary>
    public JsonObject Content { get; init; } = [];

    public CustomObject Clone() => CloneAs(Info);

    /// <summary>A copy as an object of another version of the same kind.</summary>
    public CustomObject CloneAs(KindInfo version) => new(version) { Kind = Kind, ApiVersion = version == Info ? ApiVersion : version.Gvk.ApiVersion, Metadata = Metadata.Clone(), Content = (JsonObject)Content.DeepClone() };

    public bool DeepEquals(CustomObject other) =>
        Kind == other.Kind && ApiVersion == other.ApiVersion && Metadata.DeepEquals(other.Metadata) && JsonValues.AreEqual(Content, other.Content);

    /// <summary>The whole object but for what metadata a schema can't speak of: as rules and printed columns see it.</summary>
    public JsonObject ToTree()
    {
        var tree = (JsonObject)Content.DeepClone();
        tree["apiVersion"] = ApiVersion;
        tree["kind"] = Kind;
        tree["metadata"] = Patching.JsonTree.Parse(ApiJson.SerializeValue(Metadata));
        return tree;
    }

    public void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion", ApiVersion);
        writer.WriteString("kind", Kind);
        writer.WritePropertyName("metadata");
        Metadata.WriteJson(writer);
        JsonValues.WriteMembers(writer, Content);
        writer.WriteEndObject();
    }

    public void WriteProtobuf(ProtobufWriter writer) => throw new NotSupportedException("custom resources have no protobuf form");
}
