namespace Netes.Kubelet.Images;

/// <summary>What <see cref="OciArchive"/> packs: one single-layer image, from a list of files.</summary>
public sealed record OciImage
{
    /// <summary>A docker-style reference, e.g. <c>nginx:1.14.2</c>.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<OciFile> Files { get; init; }

    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary><c>NAME=value</c> pairs.</summary>
    public IReadOnlyList<string> Environment { get; init; } = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"];

    public string WorkingDirectory { get; init; } = "";

    /// <summary>As in a Dockerfile: a name or a number, with or without <c>:group</c>.</summary>
    public string User { get; init; } = "";

    /// <summary>A Dockerfile's STOPSIGNAL; empty for SIGTERM.</summary>
    public string StopSignal { get; init; } = "";

    /// <summary>Go's name of the processor; the machine's own when empty.</summary>
    public string Architecture { get; init; } = "";
}

/// <summary>A file, directory or symbolic link in an <see cref="OciImage"/>; parents are made as needed.</summary>
public sealed record OciFile
{
    private OciFile(string path) => Path = path.TrimStart('/').TrimEnd('/');

    public string Path { get; }

    public UnixFileMode Mode { get; private init; }

    public int UserId { get; init; }

    public int GroupId { get; init; }

    internal OciFileKind Kind { get; private init; }

    internal ReadOnlyMemory<byte> Content { get; private init; }

    internal string Target { get; private init; } = "";

    /// <summary>A program or script: mode 0755.</summary>
    public static OciFile Executable(string path, ReadOnlyMemory<byte> content) =>
        new(path) { Kind = OciFileKind.File, Content = content, Mode = (UnixFileMode)0b111_101_101 };

    /// <summary>A file of mode 0644.</summary>
    public static OciFile File(string path, ReadOnlyMemory<byte> content) =>
        new(path) { Kind = OciFileKind.File, Content = content, Mode = (UnixFileMode)0b110_100_100 };

    /// <param name="mode">0755 by default.</param>
    public static OciFile Directory(string path, UnixFileMode mode = (UnixFileMode)0b111_101_101) =>
        new(path) { Kind = OciFileKind.Directory, Mode = mode };

    public static OciFile Link(string path, string target) =>
        new(path) { Kind = OciFileKind.Link, Target = target, Mode = (UnixFileMode)0b111_111_111 };
}

internal enum OciFileKind
{
    File,
    Directory,
    Link,
}
