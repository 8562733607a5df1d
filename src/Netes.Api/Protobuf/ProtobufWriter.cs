using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Netes.Api.Json;

namespace Netes.Api.Protobuf;

/// <summary>
/// Writes protobuf wire format from the end towards the front: a message's fields come before its length is needed, so nothing is
/// measured twice. Fields are therefore written in descending order.
/// </summary>
public sealed class ProtobufWriter : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    private int _start;

    public ProtobufWriter() => _start = _buffer.Length;

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(_start);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = 0;
    }

    /// <summary>Remembers where a message ends; its fields follow, then <see cref="Message"/>.</summary>
    public int Mark() => _buffer.Length - _start;

    public void Message(int field, int mark)
    {
        Varint((ulong)(_buffer.Length - _start - mark));
        Tag(field, 2);
    }

    public void String(int field, string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, Reserve(length));
        Varint((ulong)length);
        Tag(field, 2);
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        Varint((ulong)value.Length);
        Tag(field, 2);
    }

    public void Int64(int field, long value)
    {
        Varint((ulong)value);
        Tag(field, 0);
    }

    public void Bool(int field, bool value) => Int64(field, value ? 1 : 0);

    public void Double(int field, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), value);
        Tag(field, 1);
    }

    public void Time(int field, DateTime? value) => Timestamp(field, value, micro: false);

    public void MicroTime(int field, DateTime? value) => Timestamp(field, value, micro: true);

    private void Timestamp(int field, DateTime? value, bool micro)
    {
        int mark = Mark();
        if (value is { } time && time != default)
        {
            long ticks = (time - DateTime.UnixEpoch).Ticks;
            long seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out long rest);
            if (rest < 0) (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
            Int64(2, micro ? rest / TimeSpan.TicksPerMicrosecond * 1000 : 0);
            Int64(1, seconds);
        }
        Message(field, mark);
    }

    public void Duration(int field, TimeSpan value)
    {
        int mark = Mark();
        Int64(1, value.Ticks * 100);
        Message(field, mark);
    }

    public void Quantity(int field, Quantity value)
    {
        int mark = Mark();
        String(1, value.ToString());
        Message(field, mark);
    }

    public void IntOrString(int field, IntOrString value)
    {
        int mark = Mark();
        String(3, value.StringValue ?? "");
        Int64(2, value.IntValue);
        Int64(1, value.IsString ? 1 : 0);
        Message(field, mark);
    }

    public void Raw(int field, RawJson? value)
    {
        int mark = Mark();
        if (value is { Utf8.IsEmpty: false } raw) Bytes(1, raw.Utf8.Span);
        Message(field, mark);
    }

    public void StringList(int field, List<string> values)
    {
        int mark = Mark();
        for (int i = values.Count - 1; i >= 0; i--) String(1, values[i]);
        Message(field, mark);
    }

    /// <summary>A map's entries from the last key to the first.</summary>
    public static IEnumerable<KeyValuePair<string, T>> SortedDescending<T>(Dictionary<string, T> map) =>
        map.Count < 2 ? map : JsonEncoder.Sorted(map).Reverse();

    private void Tag(int field, int wireType) => Varint((ulong)(field << 3 | wireType));

    private void Varint(ulong value)
    {
        int length = 1;
        for (ulong rest = value >> 7; rest != 0; rest >>= 7) length++;
        var target = Reserve(length);
        for (int i = 0; i < length - 1; i++)
        {
            target[i] = (byte)(value | 0x80);
            value >>= 7;
        }
        target[length - 1] = (byte)value;
    }

    private Span<byte> Reserve(int count)
    {
        if (_start < count) Grow(count);
        _start -= count;
        return _buffer.AsSpan(_start, count);
    }

    private void Grow(int count)
    {
        int used = _buffer.Length - _start;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, used + count));
        Written.CopyTo(larger.AsSpan(larger.Length - used));
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
        _start = larger.Length - used;
    }
}
