using System.Buffers;
using System.Text.Json;
using Netes.Api;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Strategies;

/// <summary>What can be said of spec and status of any kind, by way of its JSON.</summary>
internal static class StatusSplice
{
    /// <summary>The old object with the metadata and status of the new one.</summary>
    public static IApiObject KeepAllButStatus(IApiObject obj, IApiObject old)
    {
        using JsonDocument mine = JsonDocument.Parse(ObjectCodec.Encode(obj));
        using JsonDocument theirs = JsonDocument.Parse(ObjectCodec.Encode(old));
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (JsonProperty member in theirs.RootElement.EnumerateObject())
            {
                if (member.Name is not ("metadata" or "status")) member.WriteTo(json);
            }
            foreach (JsonProperty member in mine.RootElement.EnumerateObject())
            {
                if (member.Name is "metadata" or "status") member.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return (IApiObject)ObjectCodec.Decode(obj.Info, buffer.WrittenMemory);
    }

    /// <summary>Whether anything but metadata and status differs.</summary>
    public static bool SpecDiffers(IApiObject obj, IApiObject old)
    {
        using JsonDocument mine = JsonDocument.Parse(ObjectCodec.Encode(obj));
        using JsonDocument theirs = JsonDocument.Parse(ObjectCodec.Encode(old));
        return Differs(mine.RootElement, theirs.RootElement) || Differs(theirs.RootElement, mine.RootElement);
    }

    private static bool Differs(JsonElement a, JsonElement b)
    {
        foreach (JsonProperty member in a.EnumerateObject())
        {
            if (member.Name is "metadata" or "status") continue;
            if (!b.TryGetProperty(member.Name, out JsonElement other) || !JsonElement.DeepEquals(member.Value, other)) return true;
        }
        return false;
    }
}
