using System.Buffers.Binary;
using System.Text;

namespace Netes.Kubelet.Server.Spdy;

/// <summary>
/// Header blocks as SPDY wants them: all blocks of a connection are one zlib stream. We don't compress: each block is
/// stored, and ends with an empty stored block, which makes the reader hand out what it has. A stream that
/// declares no preset dictionary needs none.
/// </summary>
internal sealed class SpdyHeaderWriter
{
    private const int MaxStoredBytes = ushort.MaxValue;

    private bool begun;

    public byte[] Encode(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var plain = new MemoryStream();
        WriteNumber(plain, headers.Count);
        foreach (var (name, value) in headers)
        {
            WriteText(plain, name.ToLowerInvariant()); // names are lower-case on the wire
            WriteText(plain, value);
        }

        if (plain.Length > MaxStoredBytes) throw new ArgumentException("the headers are too long", nameof(headers));
        var block = new MemoryStream();
        if (!begun) block.Write([0x78, 0x01]); // deflate, window of 32 kB, no dictionary
        begun = true;
        WriteStored(block, plain.GetBuffer().AsSpan(0, (int)plain.Length));
        WriteStored(block, default);
        return block.ToArray();
    }

    private static void WriteStored(MemoryStream block, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = 0; // not the last block; stored
        BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)data.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head[3..], (ushort)~data.Length);
        block.Write(head);
        block.Write(data);
    }

    private static void WriteText(MemoryStream plain, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteNumber(plain, bytes.Length);
        plain.Write(bytes);
    }

    private static void WriteNumber(MemoryStream plain, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        plain.Write(bytes);
    }
}
