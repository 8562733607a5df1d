using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Netes.Api.CoreV1;

namespace Netes.Client.Events;

internal static class EventPatch
{
    /// <summary>A merge patch with the count, the last time and the message.</summary>
    public static ReadOnlyMemory<byte> CountUp(Event e)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("count", e.Count);
            json.WriteString("message", e.Message);
            if (e.LastTimestamp is { } last)
                json.WriteString("lastTimestamp", last.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
