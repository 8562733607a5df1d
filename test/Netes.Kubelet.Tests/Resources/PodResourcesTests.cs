using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Resources;

namespace Netes.Kubelet.Tests.Resources;

public sealed class PodResourcesTests
{
    private const long Gi = 1L << 30;

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(100, 102)]
    [InlineData(1000, 1024)]
    [InlineData(1_000_000, 262144)]
    public void FromMilli_ARequest_IsShares(long milli, long shares) => Assert.Equal(shares, CpuShares.FromMilli(milli));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1000)]
    [InlineData(500, 50_000)]
    [InlineData(2000, 200_000)]
    public void QuotaFromMilli_ALimit_IsMicroseconds(long milli, long quota) => Assert.Equal(quota, CpuShares.QuotaFromMilli(milli));

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1024, 39)]
    [InlineData(262144, 10000)]
    public void ToWeight_OfShares_IsInV2sScale(long shares, long weight) => Assert.Equal(weight, CpuShares.ToWeight(shares));

    [Fact]
    public void Request_WithInitContainersAndSidecars_IsTheMostAtAnyTime()
    {
        var spec = new PodSpec
        {
            InitContainers =
            [
                Container("300m"),
                Container("200m", restart: "Always"),
                Container("600m"),
            ],
            Containers = [Container("250m"), Container("250m")],
            Overhead = new() { ["cpu"] = Quantity.Parse("10m") },
        };
        Assert.Equal(810, PodResources.Request(spec, "cpu").MilliValue); // 200 + 600 while the last init container runs
        spec.InitContainers[2] = Container("100m");
        Assert.Equal(710, PodResources.Request(spec, "cpu").MilliValue); // 200 + 250 + 250
    }

    [Fact]
    public void Request_OfThePodItself_GoesBeforeItsContainers()
    {
        var spec = new PodSpec { Containers = [Container("250m")], Resources = new() { Requests = new() { ["cpu"] = Quantity.Parse("2") } } };
        Assert.Equal(2000, PodResources.Request(spec, "cpu").MilliValue);
    }

    [Fact]
    public void Limits_WhenOneContainerHasNone_LimitNothing()
    {
        var spec = new PodSpec { Containers = [Container("500m", limit: "1", memory: "1Gi"), Container("500m")] };
        Assert.Equal(new CgroupLimits(1024, null, null), PodResources.Limits(spec, PodQOSClass.Burstable));
        spec.Containers.RemoveAt(1);
        Assert.Equal(new CgroupLimits(512, 100_000, Gi), PodResources.Limits(spec, PodQOSClass.Burstable));
        Assert.Equal(new CgroupLimits(2, null, null), PodResources.Limits(new PodSpec { Containers = [Container(null)] }, PodQOSClass.BestEffort));
    }

    [Theory]
    [InlineData(PodQOSClass.Guaranteed, "1Gi", 0, -997)]
    [InlineData(PodQOSClass.BestEffort, null, 0, 1000)]
    [InlineData(PodQOSClass.Burstable, "1Gi", 0, 750)]
    [InlineData(PodQOSClass.Burstable, null, 0, 999)]
    [InlineData(PodQOSClass.Burstable, "4Gi", 0, 3)]
    [InlineData(PodQOSClass.BestEffort, null, 2_000_001_000, -997)]
    public void OomScore_ByQualityAndRequest_IsUpstreams(string qos, string? memory, int priority, int expected)
    {
        var container = new Container { Name = "c" };
        if (memory is not null) container.Resources.Requests = new() { ["memory"] = Quantity.Parse(memory) };
        var pod = new Pod { Spec = new PodSpec { Containers = [container], Priority = priority } };
        Assert.Equal(expected, ContainerResources.OomScore(pod, container, qos, 4 * Gi));
    }

    [Fact]
    public void Of_AContainer_IsInTheRuntimesTerms()
    {
        var container = Container("250m", limit: "500m", memory: "64Mi");
        container.Resources.Limits!["hugepages-2Mi"] = Quantity.Parse("4Mi");
        var pod = new Pod { Spec = new PodSpec { Containers = [container] } };
        var resources = ContainerResources.Of(pod, container, PodQOSClass.Burstable, 4 * Gi, CgroupVersion.V2);
        Assert.Equal((256, 50_000, 100_000, 64L << 20), (resources.CpuShares, resources.CpuQuota, resources.CpuPeriod, resources.MemoryLimitInBytes));
        var pages = Assert.Single(resources.HugepageLimits);
        Assert.Equal(("2MB", 4ul << 20), (pages.PageSize, pages.Limit));
        Assert.Equal("1", resources.Unified["memory.oom.group"]);
        container.Resources.Requests = null;
        Assert.Equal(512, ContainerResources.Of(pod, container, PodQOSClass.Burstable, 4 * Gi, CgroupVersion.V1).CpuShares);
    }

    [Theory]
    [InlineData(PodQOSClass.Guaranteed, "/kubepods/podu")]
    [InlineData(PodQOSClass.Burstable, "/kubepods/burstable/podu")]
    [InlineData(PodQOSClass.BestEffort, "/kubepods/besteffort/podu")]
    public void Pod_ByQuality_HasUpstreamsPath(string qos, string expected)
    {
        Assert.Equal(expected, new CgroupPaths("/").Pod("u", qos));
        Assert.Equal("/second" + expected, new CgroupPaths("/second").Pod("u", qos));
    }

    private static Container Container(string? cpu, string? limit = null, string? memory = null, string restart = "")
    {
        var container = new Container { Name = "c", RestartPolicy = restart };
        if (cpu is not null) container.Resources.Requests = new() { ["cpu"] = Quantity.Parse(cpu) };
        if (limit is not null) container.Resources.Limits = new() { ["cpu"] = Quantity.Parse(limit) };
        if (memory is not null) (container.Resources.Limits ??= [])["memory"] = Quantity.Parse(memory);
        return container;
    }
}
