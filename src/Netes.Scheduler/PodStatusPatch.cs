using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Netes.Api.CoreV1;

namespace Netes.Scheduler;

/// <summary>Strategic merge patches of a Pod's status. Pure.</summary>
internal static class PodStatusPatch
{
    /// <summary>PodScheduled=False with the reason; null when the Pod says so already.</summary>
    public static byte[]? NotScheduled(Pod pod, string message, string nominatedNode, DateTimeOffset now)
    {
        PodCondition? old = pod.Status.Conditions?.Find(condition => condition.Type == "PodScheduled");
        bool same = old is { Status: "False", Reason: "Unschedulable" } && old.Message == message;
        if (same && pod.Status.NominatedNodeName == nominatedNode)
        {
            return null;
        }

        DateTimeOffset since = old is { Status: "False", LastTransitionTime: { } time } ? new(time, TimeSpan.Zero) : now;
        return Condition("PodScheduled", "False", "Unschedulable", message, since,
            pod.Status.NominatedNodeName == nominatedNode ? null : nominatedNode);
    }

    /// <summary>DisruptionTarget=True: the Pod goes because a more important one needs its place.</summary>
    public static byte[] Preempted(string schedulerName, DateTimeOffset now) => Condition(
        "DisruptionTarget", "True", "PreemptionByScheduler", $"{schedulerName}: preempting to accommodate a higher priority pod", now, null);

    private static byte[] Condition(string type, string status, string reason, string message, DateTimeOffset since, string? nominatedNode)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("status");
            if (nominatedNode is not null)
            {
                json.WriteString("nominatedNodeName", nominatedNode);
            }

            json.WriteStartArray("conditions");
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("status", status);
            json.WriteString("reason", reason);
            json.WriteString("message", message);
            json.WriteNull("lastProbeTime");
            json.WriteString("lastTransitionTime", since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
