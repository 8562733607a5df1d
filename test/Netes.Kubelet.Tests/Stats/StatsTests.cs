using System.Text.Json;
using Netes.Api.CoreV1;
using Netes.Kubelet.Resources;
using Netes.Kubelet.Stats;

namespace Netes.Kubelet.Tests.Stats;

public sealed class StatsTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("netes-stats");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void Read_InV1_LeavesInactiveFilesOut()
    {
        Write("cpuacct/g/cpuacct.usage", "1234567890\n");
        Write("memory/g/memory.usage_in_bytes", "1000\n");
        Write("memory/g/memory.stat", "cache 5\ntotal_inactive_file 300\ntotal_rss 400\n");
        Assert.Equal(new CgroupUsage(1234567890, 1000, 700, 400), CgroupUsage.Read(new CgroupFileSystem(root.FullName), "/g"));
    }

    [Fact]
    public void Read_InV2_IsTheSame()
    {
        Write("cgroup.controllers", "cpu memory");
        Write("g/cpu.stat", "usage_usec 1234\nuser_usec 1\n");
        Write("g/memory.current", "1000\n");
        Write("g/memory.stat", "anon 400\nfile 500\ninactive_file 300\n");
        var cgroups = new CgroupFileSystem(root.FullName);
        Assert.Equal(new CgroupUsage(1234000, 1000, 700, 400), CgroupUsage.Read(cgroups, "/g"));
        File.Delete(Path.Combine(root.FullName, "g/memory.current")); // as in the root group
        Assert.Equal(900, CgroupUsage.Read(cgroups, "/g")!.MemoryBytes);
        Assert.Null(CgroupUsage.Read(cgroups, "/gone"));
    }

    [Fact]
    public void Write_Summary_TellsOfNodePodsAndContainers()
    {
        using var json = JsonDocument.Parse(SummaryJson.Write(Sample()));
        var node = json.RootElement.GetProperty("node");
        Assert.Equal("n1", node.GetProperty("nodeName").GetString());
        Assert.Equal(9300, node.GetProperty("memory").GetProperty("availableBytes").GetInt64());
        var pod = json.RootElement.GetProperty("pods")[0];
        Assert.Equal("p", pod.GetProperty("podRef").GetProperty("name").GetString());
        var container = pod.GetProperty("containers")[0];
        Assert.Equal(2_500_000_000, container.GetProperty("cpu").GetProperty("usageCoreNanoSeconds").GetInt64());
        Assert.Equal("1970-01-01T00:00:10Z", container.GetProperty("startTime").GetString());
    }

    [Fact]
    public void Write_ResourceMetrics_AreInPrometheusFormat()
    {
        var text = ResourceMetrics.Write(Sample());
        Assert.Contains("container_cpu_usage_seconds_total{container=\"c\",namespace=\"ns\",pod=\"p\"} 2.5 20000\n", text);
        Assert.Contains("# TYPE node_memory_working_set_bytes gauge\nnode_memory_working_set_bytes 700 20000\n", text);
        Assert.Contains("pod_memory_working_set_bytes{namespace=\"ns\",pod=\"p\"} 70 20000\n", text);
        Assert.EndsWith("resource_scrape_error 0\n", text);
        Assert.DoesNotContain("pod_cpu", ResourceMetrics.Write(Sample() with { Pods = [] }));
    }

    private static NodeStats Sample() => new(
        "n1", DateTimeOffset.FromUnixTimeSeconds(20), DateTimeOffset.UnixEpoch, new CgroupUsage(5, 1000, 700, 400), 10_000,
        new FileSystemStats(100, 50, 40), new FileSystemStats(100, 50, 40),
        [
            new PodStats(
                new Pod { Metadata = new() { Name = "p", Namespace = "ns", Uid = "u" } },
                new CgroupUsage(3, 100, 70, 40),
                [new ContainerUsage("c", DateTimeOffset.FromUnixTimeSeconds(10), 2_500_000_000, 90, 60, 30, 5, 1)]),
        ]);

    private void Write(string path, string content)
    {
        var full = Path.Combine(root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }
}
