using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Netes.Api;
using Netes.Api.MetaV1;

namespace Netes.Client;

/// <summary>
/// Reads a watch's answer: one JSON event a line. An event is decoded from the pipe's own memory;
/// only one that lies across two of its segments is copied, into a rented buffer.
/// </summary>
internal static class WatchStream
{
    /// <summary>Longest event: etcd's largest object is 1.5 MiB, and three times that leaves room for custom stores.</summary>
    public const int MaxEventBytes = 8 << 20;

    public static async IAsyncEnumerable<WatchEvent<T>> ReadAsync<T>(
        PipeReader pipe, [EnumeratorCancellation] CancellationToken cancellation) where T : class, IApiObject<T>
    {
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellation);
                var buffer = read.Buffer;
                while (TryTakeLine(ref buffer, out var line))
                    if (!IsBlank(line)) yield return Decode<T>(line);
                if (read.IsCompleted)
                {
                    // The server may leave out the last newline; a cut-off event is not one.
                    if (!IsBlank(buffer) && TryDecodeTail<T>(buffer, out var last)) yield return last;
                    yield break;
                }
                if (buffer.Length > MaxEventBytes) throw new InvalidDataException($"a watch event is longer than {MaxEventBytes} bytes");
                pipe.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        var end = buffer.PositionOf((byte)'\n');
        if (end is null)
        {
            line = default;
            return false;
        }
        line = buffer.Slice(0, end.Value);
        buffer = buffer.Slice(buffer.GetPosition(1, end.Value));
        return true;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
            if (segment.Span.ContainsAnyExcept(" \t\r\n"u8)) return false;
        return true;
    }

    private static bool TryDecodeTail<T>(ReadOnlySequence<byte> tail, out WatchEvent<T> result) where T : class, IApiObject<T>
    {
        try
        {
            result = Decode<T>(tail);
            return true;
        }
        catch (Exception e) when (e is JsonException or Netes.Api.Json.ApiDecodeException)
        {
            result = default;
            return false;
        }
    }

    private static WatchEvent<T> Decode<T>(ReadOnlySequence<byte> line) where T : class, IApiObject<T>
    {
        if (line.IsSingleSegment) return Decode<T>(line.FirstSpan);
        var rented = ArrayPool<byte>.Shared.Rent((int)line.Length);
        try
        {
            line.CopyTo(rented);
            return Decode<T>(rented.AsSpan(0, (int)line.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    internal static WatchEvent<T> Decode<T>(ReadOnlySpan<byte> line) where T : class, IApiObject<T>
    {
        WatchEventType? type = null;
        bool error = false;
        ReadOnlySpan<byte> content = default;
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("a watch event must be an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                if (reader.ValueTextEquals("ADDED"u8)) type = WatchEventType.Added;
                else if (reader.ValueTextEquals("MODIFIED"u8)) type = WatchEventType.Modified;
                else if (reader.ValueTextEquals("DELETED"u8)) type = WatchEventType.Deleted;
                else if (reader.ValueTextEquals("BOOKMARK"u8)) type = WatchEventType.Bookmark;
                else if (reader.ValueTextEquals("ERROR"u8)) error = true;
                else throw new JsonException($"unknown watch event type \"{reader.GetString()}\"");
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                content = line[start..(int)reader.BytesConsumed];
            }
            else
            {
                reader.Skip();
            }
        }
        if (error)
        {
            var status = ApiJson.Deserialize<Status>(content);
            throw new KubeApiException(status.Code, status);
        }
        if (type is null || content.IsEmpty) throw new JsonException("a watch event needs a type and an object");
        return new WatchEvent<T>(type.Value, ObjectCodec.Decode<T>(content));
    }
}
