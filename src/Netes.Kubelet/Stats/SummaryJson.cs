using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Netes.Kubelet.Stats;

/// <summary>The answer to <c>/stats/summary</c> (k8s.io/kubelet stats/v1alpha1), as far as it is measured. Pure.</summary>
internal static class SummaryJson
{
    public static byte[] Write(NodeStats stats)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("node");
            json.WriteString("nodeName", stats.NodeName);
            Time(json, "startTime", stats.StartTime);
            if (stats.Usage is { } usage)
            {
                Cpu(json, stats.Time, usage.CpuNanoseconds);
                Memory(json, stats.Time, usage.MemoryBytes, usage.WorkingSetBytes, usage.RssBytes, stats.MemoryCapacity - usage.WorkingSetBytes);
            }

            FileSystem(json, "fs", stats.Time, stats.FileSystem);
            json.WriteStartObject("runtime");
            FileSystem(json, "imageFs", stats.Time, stats.ImageFileSystem);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("pods");
            foreach (var pod in stats.Pods) Pod(json, stats.Time, pod);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Pod(Utf8JsonWriter json, DateTimeOffset time, PodStats pod)
    {
        json.WriteStartObject();
        json.WriteStartObject("podRef");
        json.WriteString("name", pod.Pod.Metadata.Name);
        json.WriteString("namespace", pod.Pod.Metadata.Namespace);
        json.WriteString("uid", pod.Pod.Metadata.Uid);
        json.WriteEndObject();
        if (pod.Pod.Status.StartTime is { } start) Time(json, "startTime", new DateTimeOffset(start, TimeSpan.Zero));
        json.WriteStartArray("containers");
        foreach (var container in pod.Containers)
        {
            json.WriteStartObject();
            json.WriteString("name", container.Name);
            Time(json, "startTime", container.StartTime);
            Cpu(json, time, container.CpuNanoseconds);
            Memory(json, time, container.MemoryBytes, container.WorkingSetBytes, container.RssBytes, null);
            json.WriteStartObject("rootfs");
            Time(json, "time", time);
            json.WriteNumber("usedBytes", container.WritableBytes);
            json.WriteNumber("inodesUsed", container.WritableInodes);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (pod.Usage is { } usage)
        {
            Cpu(json, time, usage.CpuNanoseconds);
            Memory(json, time, usage.MemoryBytes, usage.WorkingSetBytes, usage.RssBytes, null);
        }

        json.WriteEndObject();
    }

    private static void Cpu(Utf8JsonWriter json, DateTimeOffset time, long nanoseconds)
    {
        json.WriteStartObject("cpu");
        Time(json, "time", time);
        json.WriteNumber("usageCoreNanoSeconds", nanoseconds);
        json.WriteEndObject();
    }

    private static void Memory(Utf8JsonWriter json, DateTimeOffset time, long usage, long workingSet, long rss, long? available)
    {
        json.WriteStartObject("memory");
        Time(json, "time", time);
        if (available is { } free) json.WriteNumber("availableBytes", Math.Max(0, free));
        json.WriteNumber("usageBytes", usage);
        json.WriteNumber("workingSetBytes", workingSet);
        json.WriteNumber("rssBytes", rss);
        json.WriteEndObject();
    }

    private static void FileSystem(Utf8JsonWriter json, string name, DateTimeOffset time, FileSystemStats stats)
    {
        json.WriteStartObject(name);
        Time(json, "time", time);
        json.WriteNumber("availableBytes", stats.AvailableBytes);
        json.WriteNumber("capacityBytes", stats.CapacityBytes);
        json.WriteNumber("usedBytes", stats.UsedBytes);
        json.WriteEndObject();
    }

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset time) => json.WriteString(
        name, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
