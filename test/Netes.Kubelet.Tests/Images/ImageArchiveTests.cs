using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Netes.Kubelet.Images;

namespace Netes.Kubelet.Tests.Images;

public sealed class ImageArchiveTests
{
    private static readonly OciImage Image = new()
    {
        Name = "thing:1",
        Files = [OciFile.File("/a/b/c.txt", "content"u8.ToArray()), OciFile.Link("/a/l", "b/c.txt")],
        Entrypoint = ["/a/b/c.txt"],
        Architecture = "amd64",
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_OfAnOciArchive_FindsNameAndBlobsInOrder(bool compressed)
    {
        using var files = TarArchive.Open(compressed ? Compress(Archive()) : Archive());
        var image = Assert.Single(ImageArchive.Read(files));
        Assert.Equal(["docker.io/library/thing:1"], image.Names);
        Assert.Equal(3, image.Blobs.Count);
        Assert.Equal(image.Target, image.Blobs[^1].Reference); // the manifest after what it refers to
        Assert.Equal(
            image.Blobs.Take(2).Select(b => b.Reference.Digest).Order(),
            image.Blobs[^1].References.Values.Order());
        foreach (var blob in image.Blobs)
        {
            using var content = blob.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            Assert.Equal(blob.Reference.Digest, OciArchive.Digest(copy.ToArray()));
            Assert.Equal(blob.Reference.Size, copy.Length);
        }
    }

    [Fact]
    public void Write_TheSameImageTwice_GivesTheSameBytes() => Assert.Equal(Archive().ToArray(), Archive().ToArray());

    [Fact]
    public void Read_OfAnUnpackedLayout_IsTheSame()
    {
        var directory = Directory.CreateTempSubdirectory("netes-layout");
        try
        {
            TarFile.ExtractToDirectory(Archive(), directory.FullName, overwriteFiles: false);
            using var files = new DirectoryArchive(directory.FullName);
            Assert.Equal(["docker.io/library/thing:1"], Assert.Single(ImageArchive.Read(files)).Names);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Read_OfADockerArchive_MakesAManifest()
    {
        using var archive = Tar(
            ("manifest.json", """[{"Config":"c.json","RepoTags":["thing:2","other/thing:2"],"Layers":["one/layer.tar"]}]"""),
            ("c.json", "{}"),
            ("one/layer.tar", "not really a tar"));
        using var files = TarArchive.Open(archive);
        var image = Assert.Single(ImageArchive.Read(files));
        Assert.Equal(["docker.io/library/thing:2", "docker.io/other/thing:2"], image.Names);
        Assert.Equal(OciMediaTypes.Manifest, image.Target.MediaType);
        Assert.Equal(
            [OciArchive.Digest("{}"u8), OciArchive.Digest("not really a tar"u8), image.Target.Digest],
            image.Blobs.Select(b => b.Reference.Digest));
    }

    [Fact]
    public void Read_WhenABlobIsMissing_SaysWhich()
    {
        using var archive = Tar(("index.json",
            $$"""{"manifests":[{"mediaType":"{{OciMediaTypes.Manifest}}","digest":"sha256:00","size":1}]}"""));
        using var files = TarArchive.Open(archive);
        Assert.Equal(
            "the archive lacks sha256:00", Assert.Throws<ImageArchiveException>(() => ImageArchive.Read(files)).Message);
    }

    [Theory]
    [InlineData("index.json", "{")]
    [InlineData("index.json", "{}")]
    [InlineData("index.json", """{"manifests":[{"mediaType":"x","digest":"sha256:../../etc","size":1}]}""")]
    [InlineData("manifest.json", """[{"Config":"gone","Layers":[]}]""")]
    [InlineData("other", "x")]
    public void Read_OfSomethingElse_IsAnError(string name, string content)
    {
        using var archive = Tar((name, content));
        using var files = TarArchive.Open(archive);
        Assert.Throws<ImageArchiveException>(() => ImageArchive.Read(files));
    }

    [Fact]
    public void Open_OfNoTar_IsAnError() => Assert.Throws<ImageArchiveException>(
        () => TarArchive.Open(new MemoryStream(Encoding.ASCII.GetBytes(new string('x', 2000)))));

    [Fact]
    public void Open_OutOfTheDirectory_IsRefused()
    {
        using var files = new DirectoryArchive(Path.GetTempPath());
        Assert.Throws<ImageArchiveException>(() => files.Open("../etc/passwd"));
    }

    private static MemoryStream Archive()
    {
        var stream = new MemoryStream();
        OciArchive.Write(stream, Image);
        stream.Position = 0;
        return stream;
    }

    private static MemoryStream Compress(MemoryStream plain)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true)) plain.CopyTo(gzip);
        stream.Position = 0;
        return stream;
    }

    private static MemoryStream Tar(params (string Name, string Content)[] files)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                });
            }
        }

        stream.Position = 0;
        return stream;
    }
}
