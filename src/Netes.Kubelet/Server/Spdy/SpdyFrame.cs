using System.Buffers.Binary;

namespace Netes.Kubelet.Server.Spdy;

/// <summary>The eight bytes that every SPDY/3.1 frame begins with.</summary>
/// <param name="Type">Of a control frame.</param>
/// <param name="StreamId">Of a data frame.</param>
internal readonly record struct SpdyFrame(bool IsControl, ushort Type, uint StreamId, byte Flags, int Length)
{
    public const int HeaderBytes = 8;

    public const ushort SynStream = 1;
    public const ushort SynReply = 2;
    public const ushort RstStream = 3;
    public const ushort Ping = 6;
    public const ushort GoAway = 7;

    private const byte FlagFin = 1;
    private const ushort Version = 3;

    public bool IsFin => (Flags & FlagFin) != 0;

    public static SpdyFrame Read(ReadOnlySpan<byte> header)
    {
        var word = BinaryPrimitives.ReadUInt32BigEndian(header);
        var tail = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        var isControl = word >> 31 == 1;
        return new SpdyFrame(
            isControl, (ushort)(isControl ? word : 0), isControl ? 0 : word, (byte)(tail >> 24), (int)(tail & 0xFFFFFF));
    }

    public static void WriteControl(Span<byte> frame, ushort type, byte flags, int length)
    {
        BinaryPrimitives.WriteUInt16BigEndian(frame, 0x8000 | Version);
        BinaryPrimitives.WriteUInt16BigEndian(frame[2..], type);
        BinaryPrimitives.WriteUInt32BigEndian(frame[4..], (uint)flags << 24 | (uint)length);
    }

    public static void WriteData(Span<byte> frame, uint streamId, bool fin, int length)
    {
        BinaryPrimitives.WriteUInt32BigEndian(frame, streamId);
        BinaryPrimitives.WriteUInt32BigEndian(frame[4..], (fin ? (uint)FlagFin << 24 : 0) | (uint)length);
    }
}
