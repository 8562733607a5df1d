using Netes.Kubelet.Runtime;

namespace Netes.Kubelet.Tests.Runtime;

public sealed class ContainerdConfigTests
{
    private static readonly ContainerdOptions Options = new()
    {
        RootDirectory = "/data/containerd",
        StateDirectory = "/run/netes",
        CniConfigDirectory = "/data/cni \"quoted\"",
    };

    [Fact]
    public void Generate_ForVersion1_WritesConfigurationVersion2()
    {
        var toml = ContainerdConfig.Generate(Options, new ContainerdTraits(1, "overlayfs", true, false));
        Assert.Contains("version = 2\n", toml);
        Assert.Contains("[debug]\n  level = \"warn\"\n", toml);
        Assert.Contains("address = \"/run/netes/containerd.sock\"", toml);
        Assert.Contains("sandbox_image = \"netes.local/pause:1\"", toml);
        Assert.Contains("restrict_oom_score_adj = true", toml);
        Assert.Contains("snapshotter = \"overlayfs\"", toml);
        Assert.Contains("conf_dir = \"/data/cni \\\"quoted\\\"\"", toml);
        Assert.Contains("""[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]""", toml);
    }

    [Fact]
    public void Generate_ForVersion2_WritesConfigurationVersion3()
    {
        var toml = ContainerdConfig.Generate(Options, new ContainerdTraits(2, "native", false, true));
        Assert.Contains("version = 3\n", toml);
        Assert.Contains("""[plugins."io.containerd.cri.v1.images".pinned_images]""", toml);
        Assert.Contains("SystemdCgroup = true", toml);
        Assert.Contains("restrict_oom_score_adj = false", toml);
        Assert.DoesNotContain("sandbox_image", toml);
    }

    [Theory]
    [InlineData(1, "io.containerd.grpc.v1.cri")]
    [InlineData(2, "io.containerd.cri.v1.images")]
    public void Generate_WithARegistryDirectory_NamesItForPulls(int version, string plugin)
    {
        var traits = new ContainerdTraits(version, "overlayfs", false, false);
        var toml = ContainerdConfig.Generate(Options with { RegistryConfigDirectory = "/data/registries" }, traits);
        Assert.Contains($"[plugins.\"{plugin}\".registry]\n  config_path = \"/data/registries\"\n", toml);
        Assert.DoesNotContain("config_path", ContainerdConfig.Generate(Options, traits));
    }

    [Theory]
    [InlineData("containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u3\n", 1)]
    [InlineData("containerd github.com/containerd/containerd v1.7.27 05044ec0a9a75232cad458027ca83437aae3f4da\n", 1)]
    [InlineData("containerd github.com/containerd/containerd/v2 2.1.4 abc\n", 2)]
    [InlineData("containerd containerd.io v2.0.0 abc\n", 2)]
    public void MajorVersion_OfVersionOutput_IsRead(string output, int expected) =>
        Assert.Equal(expected, MachineTraits.MajorVersion(output));

    [Fact]
    public void MajorVersion_OfSomethingElse_IsAnError() =>
        Assert.Throws<FormatException>(() => MachineTraits.MajorVersion("no version here"));

    [Theory]
    [InlineData("nodev\tsysfs\nnodev\toverlay\n", "ext4", "overlayfs")]
    [InlineData("nodev\tsysfs\nnodev\toverlay\n", "overlay", "native")]
    [InlineData("nodev\tsysfs\nnodev\toverlay\n", "fuse.sshfs", "native")]
    [InlineData("nodev\tsysfs\n\text4\n", "ext4", "native")]
    public void Snapshotter_ByKernelAndFileSystem_IsChosen(string filesystems, string root, string expected) =>
        Assert.Equal(expected, MachineTraits.Snapshotter(filesystems, root));

    [Theory]
    [InlineData("CapEff:\t000001fffeffffff\n", false)]
    [InlineData("CapEff:\t000001ffffffffff\n", true)]
    [InlineData("", false)]
    public void HasCapability_SysResource_IsReadFromStatus(string status, bool expected) =>
        Assert.Equal(expected, MachineTraits.HasCapability(status, 24));
}
