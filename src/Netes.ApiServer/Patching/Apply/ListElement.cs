using System.Buffers;
using System.Text;
using System.Text.Json;
using Netes.Api;

namespace Netes.ApiServer.Patching.Apply;

/// <summary>How the elements of lists are named in paths.</summary>
internal static class ListElement
{
    /// <summary><c>k:{"containerPort":80,"protocol":"TCP"}</c>, keys in order.</summary>
    public static string ByKeys(IEnumerable<(string Name, JsonElement Value)> keys)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            json.WriteStartObject();
            foreach (var (name, value) in keys.OrderBy(k => k.Name, StringComparer.Ordinal))
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return "k:" + Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary><c>v:"kubernetes.io/pvc-protection"</c></summary>
    public static string ByValue(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions)) value.WriteTo(json);
        return "v:" + Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
