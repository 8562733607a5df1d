using System.Buffers;
using System.Text.Json;
using Netes.Api;
using Netes.Api.MetaV1;

namespace Netes.Controllers.Owners;

/// <summary>
/// JSON merge patches of metadata. Lists are replaced whole there, so each that carries one also carries the uid and the
/// resource version that it was made from: whoever wrote in between makes it a conflict, which is tried again.
/// </summary>
internal static class MetadataPatch
{
    public static ReadOnlyMemory<byte> OwnerReferences(ObjectMeta seen, IReadOnlyList<OwnerReference> references) => Build(json =>
    {
        Precondition(json, seen);
        json.WriteStartArray("ownerReferences");
        foreach (var reference in references) reference.WriteJson(json);
        json.WriteEndArray();
    });

    public static ReadOnlyMemory<byte> Finalizers(ObjectMeta seen, IEnumerable<string> finalizers) => Build(json =>
    {
        Precondition(json, seen);
        json.WriteStartArray("finalizers");
        foreach (string finalizer in finalizers) json.WriteStringValue(finalizer);
        json.WriteEndArray();
    });

    private static void Precondition(Utf8JsonWriter json, ObjectMeta seen)
    {
        json.WriteString("uid", seen.Uid);
        json.WriteString("resourceVersion", seen.ResourceVersion);
    }

    private static ReadOnlyMemory<byte> Build(Action<Utf8JsonWriter> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            metadata(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
