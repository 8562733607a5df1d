using System.Buffers;
using System.Text.Json;

namespace Netes.Kubelet.Images;

/// <summary>A blob that a manifest or an index names.</summary>
internal sealed record BlobReference(string MediaType, string Digest, long Size);

internal static class OciMediaTypes
{
    public const string Index = "application/vnd.oci.image.index.v1+json";
    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string Config = "application/vnd.oci.image.config.v1+json";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";
    public const string LayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
}

/// <summary>The few JSON documents of the OCI image specification that we write.</summary>
internal static class OciJson
{
    public static byte[] Manifest(BlobReference config, IEnumerable<BlobReference> layers) => Write(json =>
    {
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", OciMediaTypes.Manifest);
        json.WriteStartObject("config");
        Reference(json, config);
        json.WriteEndObject();
        json.WriteStartArray("layers");
        foreach (var layer in layers)
        {
            json.WriteStartObject();
            Reference(json, layer);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <param name="name">The image's full name; other tools read its tag from the second annotation.</param>
    public static byte[] Index(BlobReference manifest, string name) => Write(json =>
    {
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", OciMediaTypes.Index);
        json.WriteStartArray("manifests");
        json.WriteStartObject();
        Reference(json, manifest);
        json.WriteStartObject("annotations");
        json.WriteString("io.containerd.image.name", name);
        json.WriteString("org.opencontainers.image.ref.name", name);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    });

    public static byte[] Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Reference(Utf8JsonWriter json, BlobReference blob)
    {
        json.WriteString("mediaType", blob.MediaType);
        json.WriteString("digest", blob.Digest);
        json.WriteNumber("size", blob.Size);
    }
}
