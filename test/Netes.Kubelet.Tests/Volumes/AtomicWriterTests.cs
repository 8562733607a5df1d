using System.Text;
using Netes.Kubelet.Volumes;

namespace Netes.Kubelet.Tests.Volumes;

public sealed class AtomicWriterTests : IDisposable
{
    private static readonly DateTime Now = new(2026, 11, 23, 22, 30, 0, DateTimeKind.Utc);

    private readonly string _directory = Directory.CreateTempSubdirectory("netes-writer-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static VolumeFile File(string text, int mode = 0x1A4) => new(Encoding.UTF8.GetBytes(text), mode);

    private string Read(string path) => System.IO.File.ReadAllText(Path.Combine(_directory, path));

    [Fact]
    public void Write_Files_AreSeenThroughTheLinks()
    {
        Assert.True(AtomicWriter.Write(_directory, new Dictionary<string, VolumeFile> { ["a"] = File("1"), ["dir/b"] = File("2", 0x100) }, null, Now));

        Assert.Equal(("1", "2"), (Read("a"), Read("dir/b")));
        Assert.Equal("..data/a", new FileInfo(Path.Combine(_directory, "a")).LinkTarget);
        Assert.Equal("..data/dir", new FileInfo(Path.Combine(_directory, "dir")).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead, System.IO.File.GetUnixFileMode(Path.Combine(_directory, "dir/b")));
    }

    [Fact]
    public void Write_SameAgain_ChangesNothing()
    {
        var files = new Dictionary<string, VolumeFile> { ["a"] = File("1") };
        AtomicWriter.Write(_directory, files, null, Now);
        string? before = new FileInfo(Path.Combine(_directory, "..data")).LinkTarget;

        Assert.False(AtomicWriter.Write(_directory, files, null, Now.AddMinutes(1)));
        Assert.Equal(before, new FileInfo(Path.Combine(_directory, "..data")).LinkTarget);
    }

    [Fact]
    public void Write_OtherFiles_ReplacesAllAndLeavesNothingBehind()
    {
        AtomicWriter.Write(_directory, new Dictionary<string, VolumeFile> { ["a"] = File("1"), ["gone"] = File("x") }, null, Now);
        AtomicWriter.Write(_directory, new Dictionary<string, VolumeFile> { ["a"] = File("2"), ["new"] = File("3") }, null, Now);

        Assert.Equal(("2", "3"), (Read("a"), Read("new")));
        Assert.False(Path.Exists(Path.Combine(_directory, "gone")));
        // ..data, one version, two links.
        Assert.Equal(4, Directory.GetFileSystemEntries(_directory).Length);
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("/absolute")]
    [InlineData("a/../../b")]
    [InlineData("")]
    public void Write_PathLeadsOut_IsRefused(string path) =>
        Assert.Throws<VolumeException>(() => AtomicWriter.Write(_directory, new Dictionary<string, VolumeFile> { [path] = File("1") }, null, Now));
}
