using Netes.Kubelet.Resources;

namespace Netes.Kubelet.Tests.Resources;

public sealed class CgroupFileSystemTests : IDisposable
{
    private const string Pod = "/kubepods/burstable/podu";

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("netes-cgroup");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void Create_InV1_MakesTheGroupInThePodsControllers()
    {
        foreach (var controller in new[] { "cpu", "memory", "devices" }) root.CreateSubdirectory(controller);
        var cgroups = new CgroupFileSystem(root.FullName);
        Assert.Equal(CgroupVersion.V1, cgroups.Version);
        cgroups.Create(Pod);
        cgroups.Create(Pod);
        Assert.True(Directory.Exists(root.FullName + "/cpu" + Pod));
        Assert.True(Directory.Exists(root.FullName + "/memory" + Pod));
        Assert.False(Directory.Exists(root.FullName + "/devices" + Pod));

        foreach (var file in new[] { "cpu/{0}/cpu.shares", "cpu/{0}/cpu.cfs_period_us", "cpu/{0}/cpu.cfs_quota_us" })
            File.WriteAllText(Path.Combine(root.FullName, file.Replace("{0}", Pod.TrimStart('/'))), "0");
        var refused = cgroups.Apply(Pod, new CgroupLimits(512, 50_000, 1 << 20));
        Assert.Contains("memory.limit_in_bytes", Assert.Single(refused)); // no such file: no such controller here
        Assert.Equal("512", Read("cpu" + Pod + "/cpu.shares"));
        Assert.Equal("50000", Read("cpu" + Pod + "/cpu.cfs_quota_us"));
    }

    [Fact]
    public void Create_InV2_HandsControllersDownOnTheWay()
    {
        Controllers("", "cpu memory rdma");
        Controllers("kubepods", "cpu memory");
        Controllers("kubepods/burstable", "memory");
        var cgroups = new CgroupFileSystem(root.FullName);
        Assert.Equal(CgroupVersion.V2, cgroups.Version);
        cgroups.Create(Pod);
        Assert.Equal("+cpu +memory", Read("cgroup.subtree_control"));
        Assert.Equal("+memory", Read("kubepods/burstable/cgroup.subtree_control"));
        Assert.True(Directory.Exists(root.FullName + Pod));
        foreach (var file in new[] { "cpu.weight", "cpu.max", "memory.max" }) File.WriteAllText(root.FullName + Pod + "/" + file, "max and more");
        Assert.Empty(cgroups.Apply(Pod, new CgroupLimits(1024, 50_000, 1 << 20)));
        Assert.Equal(("39", "50000 100000", "1048576"), (Read(Pod + "/cpu.weight"), Read(Pod + "/cpu.max"), Read(Pod + "/memory.max")));
    }

    [Fact]
    public void TryRemove_AGroupWithChildren_RemovesAll()
    {
        Directory.CreateDirectory(root.FullName + "/cpu" + Pod + "/container");
        Directory.CreateDirectory(root.FullName + "/devices" + Pod);
        var cgroups = new CgroupFileSystem(root.FullName);
        Assert.True(cgroups.TryRemove(Pod));
        Assert.True(cgroups.TryRemove(Pod));
        Assert.False(Directory.Exists(root.FullName + "/cpu" + Pod));
        Assert.False(Directory.Exists(root.FullName + "/devices" + Pod));
    }

    [Theory]
    [InlineData("0-1\n", 2)]
    [InlineData("0\n", 1)]
    [InlineData("0-3,8,10-11\n", 7)]
    public void CountCpus_OfAList_CountsRanges(string list, int expected) => Assert.Equal(expected, NodeCapacity.CountCpus(list));

    [Fact]
    public void Allocatable_OfANode_KeepsTheEvictionThresholds()
    {
        var node = new NodeCapacity(2, 24_684_092L * 1024, 1000, 110, new Dictionary<long, long> { [2 << 20] = 0 });
        Assert.Equal("24684092Ki", node.Capacity()["memory"].ToString());
        Assert.Equal("24581692Ki", node.Allocatable()["memory"].ToString());
        Assert.Equal("900", node.Allocatable()["ephemeral-storage"].ToString());
        Assert.Equal(("2", "110", "0"), (node.Capacity()["cpu"].ToString(), node.Capacity()["pods"].ToString(), node.Capacity()["hugepages-2Mi"].ToString()));
    }

    private string Read(string path) => File.ReadAllText(Path.Combine(root.FullName, path.TrimStart('/')));

    private void Controllers(string path, string controllers)
    {
        var directory = Path.Combine(root.FullName, path);
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "cgroup.controllers"), controllers + "\n");
    }
}
