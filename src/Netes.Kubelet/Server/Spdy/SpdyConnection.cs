using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Netes.Kubelet.Server.Spdy;

/// <summary>
/// The client's side of SPDY/3.1 over a connection that is already upgraded: enough of it to speak to a container
/// runtime's streaming server. There is no flow control (the field's servers have none); who reads one stream slowly
/// holds up the whole connection, which is what keeps memory bounded.
/// </summary>
internal sealed class SpdyConnection : IAsyncDisposable
{
    private const int MaxDataBytes = 64 * 1024;
    private const int MaxFrameBytes = 1 << 24;

    private readonly Stream transport;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly SpdyHeaderWriter headers = new();
    private readonly ConcurrentDictionary<uint, SpdyStream> streams = new();
    private readonly CancellationTokenSource closed = new();
    private readonly Task reading;
    private uint nextId = 1; // a client's streams have odd numbers

    public SpdyConnection(Stream transport)
    {
        this.transport = transport;
        reading = ReadAsync();
    }

    /// <summary>Completes when the peer has closed the connection, or it broke; it does not fail.</summary>
    public Task Completion => reading;

    public async Task<SpdyStream> OpenStreamAsync(
        IReadOnlyList<KeyValuePair<string, string>> streamHeaders, CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var id = nextId;
            nextId += 2;
            var stream = new SpdyStream(this, id);
            streams[id] = stream;
            var block = headers.Encode(streamHeaders);
            var frame = new byte[SpdyFrame.HeaderBytes + 10 + block.Length];
            SpdyFrame.WriteControl(frame, SpdyFrame.SynStream, flags: 0, 10 + block.Length);
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), id);
            block.CopyTo(frame.AsSpan(18)); // no associated stream, priority 0
            await transport.WriteAsync(frame, cancellation).ConfigureAwait(false);
            return stream;
        }
        finally
        {
            writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync().ConfigureAwait(false);
        await transport.DisposeAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        writing.Dispose();
        closed.Dispose();
    }

    internal async Task WriteDataAsync(uint id, ReadOnlyMemory<byte> data, bool fin, CancellationToken cancellation)
    {
        do
        {
            var part = data[..Math.Min(data.Length, MaxDataBytes)];
            data = data[part.Length..];
            var frame = new byte[SpdyFrame.HeaderBytes + part.Length];
            SpdyFrame.WriteData(frame, id, fin && data.IsEmpty, part.Length);
            part.CopyTo(frame.AsMemory(SpdyFrame.HeaderBytes));
            await WriteFrameAsync(frame, cancellation).ConfigureAwait(false);
        }
        while (!data.IsEmpty);
    }

    private async Task WriteFrameAsync(byte[] frame, CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await transport.WriteAsync(frame, cancellation).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        var header = new byte[SpdyFrame.HeaderBytes];
        try
        {
            while (await transport.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, closed.Token)
                .ConfigureAwait(false) == header.Length)
            {
                var frame = SpdyFrame.Read(header);
                if (frame.Length > MaxFrameBytes) break;
                var payload = new byte[frame.Length];
                await transport.ReadExactlyAsync(payload, closed.Token).ConfigureAwait(false);
                if (!await HandleAsync(frame, payload).ConfigureAwait(false)) break;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection's end is what everybody who reads a stream sees.
        }

        foreach (var stream in streams.Values) stream.Complete();
    }

    /// <returns>False when the peer says goodbye.</returns>
    private async Task<bool> HandleAsync(SpdyFrame frame, byte[] payload)
    {
        if (!frame.IsControl)
        {
            if (streams.TryGetValue(frame.StreamId, out var stream))
            {
                if (payload.Length > 0) await stream.ReceiveAsync(payload, closed.Token).ConfigureAwait(false);
                if (frame.IsFin) stream.Complete();
            }

            return true;
        }

        switch (frame.Type)
        {
            case SpdyFrame.Ping when payload.Length == 4 && (payload[3] & 1) == 0: // the server's own: answer
                var pong = new byte[SpdyFrame.HeaderBytes + 4];
                SpdyFrame.WriteControl(pong, SpdyFrame.Ping, flags: 0, 4);
                payload.CopyTo(pong.AsSpan(SpdyFrame.HeaderBytes));
                await WriteFrameAsync(pong, closed.Token).ConfigureAwait(false);
                return true;
            case SpdyFrame.RstStream or SpdyFrame.SynReply when payload.Length >= 4:
                var id = BinaryPrimitives.ReadUInt32BigEndian(payload) & 0x7FFFFFFF;
                if ((frame.Type == SpdyFrame.RstStream || frame.IsFin) && streams.TryGetValue(id, out var ended))
                    ended.Complete();
                return true;
            case SpdyFrame.GoAway:
                return false;
            default:
                return true; // settings, headers, window updates: nothing that concerns us
        }
    }
}

/// <summary>One stream of a <see cref="SpdyConnection"/>.</summary>
internal sealed class SpdyStream(SpdyConnection connection, uint id)
{
    /// <summary>Frames in hand before the connection's reader waits for this stream's reader.</summary>
    private const int MaxBufferedFrames = 16;

    private readonly Channel<byte[]> received = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MaxBufferedFrames) { SingleReader = true, SingleWriter = true });

    /// <summary>What comes, until the peer ends the stream or the connection ends.</summary>
    public IAsyncEnumerable<byte[]> ReadAllAsync(CancellationToken cancellation) =>
        received.Reader.ReadAllAsync(cancellation);

    public Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
        data.IsEmpty ? Task.CompletedTask : connection.WriteDataAsync(id, data, fin: false, cancellation);

    /// <summary>Says that nothing more will be written; reading goes on.</summary>
    public Task CloseWriteAsync(CancellationToken cancellation) =>
        connection.WriteDataAsync(id, default, fin: true, cancellation);

    internal ValueTask ReceiveAsync(byte[] data, CancellationToken cancellation) =>
        received.Writer.TryWrite(data) ? ValueTask.CompletedTask : WaitAsync(data, cancellation);

    internal void Complete() => received.Writer.TryComplete();

    private async ValueTask WaitAsync(byte[] data, CancellationToken cancellation)
    {
        try
        {
            await received.Writer.WriteAsync(data, cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // Data after the stream's end: nobody wants it.
        }
    }
}
