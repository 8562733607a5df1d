using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Client;

namespace Netes.Controllers.Pods;

/// <summary>Says in a Pod's conditions why it was taken away from its owner (KEP-3329).</summary>
internal static class PodDisruption
{
    /// <summary>A patch, because conditions of others must stay, and because patching is all that some controllers may.</summary>
    /// <param name="phase">The phase to set too, when nobody else will.</param>
    public static async Task MarkAsync(
        ResourceClient<Pod> pods, Pod pod, string reason, string message, string? phase, DateTime now, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteString("uid", pod.Metadata.Uid);
            json.WriteEndObject();
            json.WriteStartObject("status");
            if (phase is not null) json.WriteString("phase", phase);
            json.WriteStartArray("conditions");
            json.WriteStartObject();
            json.WriteString("type", PodConditionType.DisruptionTarget);
            json.WriteString("status", ConditionStatus.True);
            json.WriteString("reason", reason);
            json.WriteString("message", message);
            json.WriteString("lastTransitionTime", now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        await pods.PatchAsync(pod.Metadata.Namespace, pod.Metadata.Name, PatchType.StrategicMerge, buffer.WrittenMemory, "status", cancellation);
    }
}
