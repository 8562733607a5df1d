using System.Formats.Tar;
using System.IO.Compression;

namespace Netes.Kubelet.Images;

/// <summary>The files of an image archive, by their path in it; any of them any number of times.</summary>
internal interface IArchiveFiles : IDisposable
{
    /// <returns>Null when there is no such file.</returns>
    Stream? Open(string path);
}

internal sealed class DirectoryArchive(string root) : IArchiveFiles
{
    public Stream? Open(string path)
    {
        var full = Path.GetFullPath(Path.Combine(root, path));
        if (!full.StartsWith(Path.GetFullPath(root).TrimEnd('/') + "/", StringComparison.Ordinal))
            throw new ImageArchiveException($"{path} points out of the archive");
        return File.Exists(full) ? File.OpenRead(full) : null;
    }

    public void Dispose()
    {
    }
}

/// <summary>A tar file, read once for its table of contents. A compressed one is unpacked to a temporary file first.</summary>
internal sealed class TarArchive : IArchiveFiles
{
    private readonly Stream stream;
    private readonly bool ownsStream;
    private readonly Dictionary<string, (long Offset, long Length)> entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> links = new(StringComparer.Ordinal);

    private TarArchive(Stream stream, bool ownsStream)
    {
        this.stream = stream;
        this.ownsStream = ownsStream;
    }

    public static TarArchive Open(Stream stream)
    {
        Span<byte> magic = stackalloc byte[4];
        var start = stream.Position;
        var read = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        stream.Position = start;
        if (read == 4 && magic.SequenceEqual((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
            throw new ImageArchiveException("the archive is zstd-compressed: unpack it first (tar and gzip are understood)");
        var archive = magic is [0x1F, 0x8B, ..]
            ? new TarArchive(Inflate(stream), ownsStream: true)
            : new TarArchive(stream, ownsStream: false);
        try
        {
            archive.ReadTable();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            archive.Dispose();
            throw new ImageArchiveException($"not a tar archive: {e.Message}", e);
        }

        return archive;
    }

    public Stream? Open(string path)
    {
        for (var hops = 0; hops < 8 && links.TryGetValue(path, out var target); hops++) path = target;
        return entries.TryGetValue(path, out var at) ? new Slice(stream, at.Offset, at.Length) : null;
    }

    public void Dispose()
    {
        if (ownsStream) stream.Dispose();
    }

    private void ReadTable()
    {
        using var tar = new TarReader(stream, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            var name = Normalize(entry.Name);
            switch (entry.EntryType)
            {
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    entries[name] = (entry.DataOffset, entry.Length);
                    break;
                case TarEntryType.SymbolicLink: // old docker save: one layer's file stands for another's
                    links[name] = Normalize(Path.Combine("/" + Path.GetDirectoryName(name), entry.LinkName));
                    break;
                case TarEntryType.HardLink:
                    links[name] = Normalize(entry.LinkName);
                    break;
            }
        }
    }

    private static string Normalize(string name) => Path.GetFullPath("/" + name.TrimStart('/')).TrimStart('/');

    private static FileStream Inflate(Stream stream)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.DeleteOnClose,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        try
        {
            using var gzip = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            gzip.CopyTo(file);
        }
        catch (InvalidDataException e)
        {
            file.Dispose();
            throw new ImageArchiveException($"not a gzip file: {e.Message}", e);
        }

        file.Position = 0;
        return file;
    }

    /// <summary>A part of a stream; the whole is read by one at a time.</summary>
    private sealed class Slice(Stream whole, long offset, long length) : Stream
    {
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var want = (int)Math.Min(buffer.Length, length - position);
            if (want == 0) return 0;
            whole.Position = offset + position;
            var read = whole.Read(buffer[..want]);
            position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
