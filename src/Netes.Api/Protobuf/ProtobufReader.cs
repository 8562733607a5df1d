using System.Buffers.Binary;
using System.Text;
using Netes.Api.Json;

namespace Netes.Api.Protobuf;

public delegate T ProtobufElementReader<T>(ref ProtobufReader reader);

/// <summary>
/// Reads protobuf wire format (https://protobuf.dev/programming-guides/encoding/). The outermost message is the whole input; nested
/// ones are length-prefixed.
/// </summary>
public ref struct ProtobufReader(ReadOnlySpan<byte> input)
{
    private const int MaxDepth = 256;

    private readonly ReadOnlySpan<byte> _input = input;
    private int _position;
    private int _wireType = -1;
    private int _depth;

    /// <summary>Enters a message and gives the offset of its end.</summary>
    public int BeginMessage()
    {
        if (++_depth > MaxDepth) throw new ApiDecodeException("proto: message nested too deeply");
        if (_wireType < 0) return _input.Length;
        int length = Length();
        return _position + length;
    }

    public void EndMessage(int end)
    {
        if (_position != end) throw Truncated();
        _depth--;
    }

    public bool NextField(int end, out int field)
    {
        field = 0;
        if (_position >= end) return false;
        ulong tag = Varint();
        field = (int)(tag >> 3);
        _wireType = (int)(tag & 7);
        if (field <= 0) throw new ApiDecodeException($"proto: illegal tag {field} (wire type {_wireType})");
        return true;
    }

    public void Skip()
    {
        switch (_wireType)
        {
            case 0: Varint(); break;
            case 1: Advance(8); break;
            case 2: Advance(Length()); break;
            case 5: Advance(4); break;
            default: throw new ApiDecodeException($"proto: illegal wireType {_wireType}");
        }
    }

    public string String() => Encoding.UTF8.GetString(Take());

    public byte[] Bytes() => Take().ToArray();

    public int Int32() => (int)Int64();

    public long Int64()
    {
        Expect(0);
        return (long)Varint();
    }

    public bool Bool() => Int64() != 0;

    public double Double()
    {
        Expect(1);
        int at = _position;
        Advance(8);
        return BinaryPrimitives.ReadDoubleLittleEndian(_input[at..]);
    }

    /// <summary>A repeated number: one value, or several packed into one field.</summary>
    public void Repeated<T>(List<T> list, ProtobufElementReader<T> read)
    {
        if (_wireType != 2)
        {
            list.Add(read(ref this));
            return;
        }
        int length = Length();
        int end = _position + length;
        _wireType = 0;
        while (_position < end) list.Add(read(ref this));
    }

    public void MapEntry<T>(ProtobufElementReader<T> read, Func<T> whenAbsent, out string key, out T value)
    {
        key = "";
        value = default!;
        bool hasValue = false;
        int end = BeginMessage();
        while (NextField(end, out int field))
        {
            if (field == 1) key = String();
            else if (field == 2) (value, hasValue) = (read(ref this), true);
            else Skip();
        }
        EndMessage(end);
        if (!hasValue) value = whenAbsent();
    }

    public DateTime? Time() => Timestamp(TimeSpan.TicksPerSecond);

    public DateTime? MicroTime() => Timestamp(TimeSpan.TicksPerMicrosecond);

    private DateTime? Timestamp(long precision)
    {
        int end = BeginMessage();
        bool empty = _position == end;
        long seconds = 0;
        long nanos = 0;
        while (NextField(end, out int field))
        {
            if (field == 1) seconds = Int64();
            else if (field == 2) nanos = Int64();
            else Skip();
        }
        EndMessage(end);
        if (empty) return null;
        if (seconds is < -62135596800 or > 253402300799) throw new ApiDecodeException("proto: time out of range");
        long ticks = nanos / 100;
        return DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond + ticks - ticks % precision);
    }

    public TimeSpan Duration()
    {
        long nanos = 0;
        int end = BeginMessage();
        while (NextField(end, out int field))
        {
            if (field == 1) nanos = Int64();
            else Skip();
        }
        EndMessage(end);
        return TimeSpan.FromTicks(nanos / 100);
    }

    public Quantity Quantity()
    {
        string text = "";
        int end = BeginMessage();
        while (NextField(end, out int field))
        {
            if (field == 1) text = String();
            else Skip();
        }
        EndMessage(end);
        if (text.Length == 0) return default;
        return Api.Quantity.TryParse(text, out var quantity, out string? error) ? quantity : throw new ApiDecodeException(error!);
    }

    public IntOrString IntOrString()
    {
        long type = 0, number = 0;
        string text = "";
        int end = BeginMessage();
        while (NextField(end, out int field))
        {
            if (field == 1) type = Int64();
            else if (field == 2) number = Int64();
            else if (field == 3) text = String();
            else Skip();
        }
        EndMessage(end);
        return type == 0 ? new IntOrString((int)number) : new IntOrString(text);
    }

    public RawJson? Raw()
    {
        byte[]? raw = null;
        int end = BeginMessage();
        while (NextField(end, out int field))
        {
            if (field == 1) raw = Bytes();
            else Skip();
        }
        EndMessage(end);
        return raw is null || raw.Length == 0 ? null : new RawJson(raw);
    }

    public List<string> StringList()
    {
        var list = new List<string>();
        int end = BeginMessage();
        while (NextField(end, out int field))
        {
            if (field == 1) list.Add(String());
            else Skip();
        }
        EndMessage(end);
        return list;
    }

    private ReadOnlySpan<byte> Take()
    {
        int length = Length();
        int at = _position;
        Advance(length);
        return _input.Slice(at, length);
    }

    private int Length()
    {
        Expect(2);
        ulong length = Varint();
        if (length > (ulong)(_input.Length - _position)) throw Truncated();
        return (int)length;
    }

    private readonly void Expect(int wireType)
    {
        if (_wireType != wireType) throw new ApiDecodeException($"proto: wrong wireType = {_wireType}");
    }

    private void Advance(int count)
    {
        if (count > _input.Length - _position) throw Truncated();
        _position += count;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (_position >= _input.Length) throw Truncated();
            byte b = _input[_position++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return value;
        }
        throw new ApiDecodeException("proto: integer overflow");
    }

    private static ApiDecodeException Truncated() => new("unexpected EOF");
}
