using Netes.Kubelet.Volumes;

namespace Netes.Kubelet.Tests.Volumes;

public sealed class SubPathTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("netes-subpath-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void OpenBeneath_LinkLeadsOut_IsRefused()
    {
        string volume = Path.Combine(_directory, "volume");
        Directory.CreateDirectory(Path.Combine(volume, "inside"));
        File.CreateSymbolicLink(Path.Combine(volume, "absolute"), "/etc");
        File.CreateSymbolicLink(Path.Combine(volume, "relative"), "../..");
        File.CreateSymbolicLink(Path.Combine(volume, "fine"), "inside");
        using var root = NativeFiles.OpenDirectoryPath(volume);

        Assert.Throws<VolumeException>(() => NativeFiles.OpenBeneath(root, "absolute/passwd"));
        Assert.Throws<VolumeException>(() => NativeFiles.OpenBeneath(root, "relative"));
        Assert.Null(NativeFiles.OpenBeneath(root, "missing"));
        using var allowed = NativeFiles.OpenBeneath(root, "fine");
        Assert.NotNull(allowed);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("a/../../x")]
    public void Prepare_PathWithDots_IsRefused(string path) =>
        Assert.Throws<VolumeException>(() => SubPath.Prepare(_directory, path, Path.Combine(_directory, "target")));
}
