using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using Netes.Api;

namespace Netes.ApiServer.OpenApi;

/// <summary>
/// A published document. It is made when first asked for and kept only compressed, as nearly every client takes it; the whole of
/// Swagger 2.0 is megabytes of text.
/// </summary>
internal sealed class OpenApiDocument(string hash, Func<ReadOnlyMemory<byte>> make)
{
    private readonly Lazy<byte[]> _packed = new(() =>
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(make().Span);
        return output.ToArray();
    });

    /// <summary>Changes when the document does. Known without making it.</summary>
    public string Hash { get; } = hash;

    public string ETag => $"\"{Hash}\"";

    /// <summary>The document, gzip-compressed.</summary>
    public ReadOnlyMemory<byte> Packed => _packed.Value;

    /// <summary>The document itself.</summary>
    public byte[] Unpack()
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(_packed.Value), CompressionMode.Decompress)) gzip.CopyTo(output);
        return output.ToArray();
    }

    /// <summary>Runs a writer over a buffer.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions)) write(json);
        return buffer.WrittenMemory;
    }
}
