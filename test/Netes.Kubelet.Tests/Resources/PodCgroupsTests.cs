using Microsoft.Extensions.Logging.Abstractions;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Resources;

namespace Netes.Kubelet.Tests.Resources;

public sealed class PodCgroupsTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("netes-podcgroups");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void Create_BurstablePods_WeighTheirClassByWhatTheyAskFor()
    {
        foreach (var group in new[] { "", "kubepods", "kubepods/burstable", "kubepods/besteffort", "kubepods/burstable/poda", "kubepods/burstable/podb" })
        {
            var directory = Path.Combine(root.FullName, "cpu", group);
            Directory.CreateDirectory(directory);
            File.WriteAllText(Path.Combine(directory, "cpu.shares"), "");
        }

        var cgroups = new PodCgroups(
            new CgroupFileSystem(root.FullName), new CgroupPaths("/"), 1 << 30, 2000, NullLogger<PodCgroups>.Instance);
        Assert.Equal(("2048", "2"), (Shares("kubepods"), Shares("kubepods/besteffort")));
        var a = Pod("a", "500m");
        Assert.Equal("/kubepods/burstable/poda", cgroups.Create(a));
        cgroups.Create(a);
        cgroups.Create(Pod("b", "250m"));
        Assert.Equal(("512", "768"), (Shares("kubepods/burstable/poda"), Shares("kubepods/burstable")));
        File.Delete(Path.Combine(root.FullName, "cpu/kubepods/burstable/poda/cpu.shares")); // the kernel takes it with the group
        cgroups.Remove(a);
        Assert.Equal("256", Shares("kubepods/burstable"));
        Assert.False(Directory.Exists(Path.Combine(root.FullName, "cpu/kubepods/burstable/poda")));
    }

    private string Shares(string group) => File.ReadAllText(Path.Combine(root.FullName, "cpu", group, "cpu.shares"));

    private static Pod Pod(string uid, string cpu) => new()
    {
        Metadata = new() { Uid = uid },
        Spec = new PodSpec { Containers = [new Container { Name = "c", Resources = new() { Requests = new() { ["cpu"] = Quantity.Parse(cpu) } } }] },
    };
}
