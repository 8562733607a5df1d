using Microsoft.Extensions.Logging.Abstractions;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Resources;
using Netes.Kubelet.Server;
using Netes.Kubelet.Stats;

namespace Netes.Kubelet.Tests.Runtime;

/// <summary>Control groups of the real kernel, with a real container in them.</summary>
public sealed class PodCgroupsInRuntimeTests(RuntimeFixture fixture)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Create_ForAPodWithLimits_HoldsItsContainersAndTellsWhatTheyUse()
    {
        var runtime = await fixture.GetAsync();
        var root = "/netes-test-" + Environment.ProcessId;
        var memory = 1L << 30;
        var cgroups = new PodCgroups(CgroupFileSystem.System, new CgroupPaths(root), memory, 2000, NullLogger<PodCgroups>.Instance);
        var config = fixture.Sandbox("limits");
        var container = new Container { Name = "main" };
        container.Resources.Requests = new() { ["cpu"] = Quantity.Parse("100m"), ["memory"] = Quantity.Parse("32Mi") };
        container.Resources.Limits = new() { ["cpu"] = Quantity.Parse("500m"), ["memory"] = Quantity.Parse("64Mi") };
        var pod = new Pod
        {
            Metadata = new() { Name = "limits", Namespace = "test", Uid = config.Metadata.Uid },
            Spec = new PodSpec { Containers = [container] },
            Status = new PodStatus { QosClass = PodQOSClass.Burstable },
        };
        config.Linux.CgroupParent = cgroups.Create(pod);
        var shell = RuntimeFixture.Shell("sleep 1000");
        shell.Labels[CriLabels.ContainerName] = "main";
        shell.Linux.Resources = cgroups.ResourcesOf(pod, container);
        var (sandbox, id) = await RuntimeFixture.RunAsync(runtime, config, shell);

        var v2 = CgroupFileSystem.System.Version == CgroupVersion.V2;
        var podGroup = CgroupFileSystem.System.Locate("memory", config.Linux.CgroupParent);
        var limit = await File.ReadAllTextAsync(Path.Combine(podGroup, v2 ? "memory.max" : "memory.limit_in_bytes"), None);
        Assert.Equal("67108864", limit.Trim());
        Assert.True(Directory.Exists(Path.Combine(podGroup, id)), "the container is in its Pod's group");
        var collector = new StatsCollector(
            "node", runtime.Runtime, new OnePod(pod), CgroupFileSystem.System, new CgroupPaths(root), memory, "/tmp", "/tmp", TimeProvider.System);
        var stats = await collector.CollectAsync(None);
        Assert.NotNull(stats.Usage);
        var sample = Assert.Single(stats.Pods);
        Assert.True(sample.Usage is { CpuNanoseconds: > 0, WorkingSetBytes: > 0 });
        Assert.Equal("main", Assert.Single(sample.Containers).Name);

        await RuntimeFixture.RemoveAsync(runtime, sandbox);
        cgroups.Remove(pod);
        Assert.False(Directory.Exists(podGroup));
    }

    private sealed class OnePod(Pod pod) : IPodSource
    {
        public Pod? Find(string @namespace, string name) => pod;

        public IReadOnlyCollection<Pod> List() => [pod];
    }
}
