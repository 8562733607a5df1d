using Netes.Kubelet.Runtime;

namespace Netes.Kubelet.Tests.Runtime;

public sealed class MountInfoTests
{
    private const string Text = """
        22 27 0:21 / /proc rw,relatime - proc proc rw
        27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
        40 27 0:40 / /run/netes/a rw shared:3 master:1 - tmpfs tmpfs rw
        41 40 0:41 / /run/netes/a/with\040space rw - overlay overlay rw,lowerdir=/x
        42 27 0:42 / /run/netes-other rw - tmpfs tmpfs rw

        """;

    [Fact]
    public void Parse_WithOptionalFieldsAndEscapes_ReadsEveryLine()
    {
        var mounts = MountInfo.Parse(Text);
        Assert.Equal(5, mounts.Count);
        Assert.Equal(("/run/netes/a/with space", "overlay"), (mounts[3].MountPoint, mounts[3].FileSystem));
    }

    [Fact]
    public void Below_ADirectory_ListsDeepestFirstAndNoNamesake() =>
        Assert.Equal(["/run/netes/a/with space", "/run/netes/a"], MountInfo.Below(MountInfo.Parse(Text), "/run/netes"));

    [Fact]
    public void Holding_APath_IsTheLongestMountPointAboveIt()
    {
        var mounts = MountInfo.Parse(Text);
        Assert.Equal("tmpfs", MountInfo.Holding(mounts, "/run/netes/a/b")?.FileSystem);
        Assert.Equal("ext4", MountInfo.Holding(mounts, "/run/netes-others")?.FileSystem);
    }

    [Fact]
    public void Parse_SomethingElse_IsAnError() => Assert.Throws<FormatException>(() => MountInfo.Parse("a b c d e f g h"));
}
