using System.Net.WebSockets;
using System.Text.Json;
using Netes.Kubelet.Server.Spdy;

namespace Netes.Kubelet.Server.Streams;

/// <summary>
/// One exec or attach of a WebSocket client:
/// <code>
/// client ──WebSocket, a channel byte a message──▶ here ──SPDY/3.1, a stream a channel──▶ runtime
/// </code>
/// The runtime's own WebSocket server can't be told that stdin has ended, so the two are translated.
/// </summary>
internal sealed class CommandSession(WebSocket socket, ChannelProtocol protocol, SpdyConnection runtime, CommandStreams wanted)
{
    private const int MaxMessageBytes = 1024 * 1024;

    private readonly SemaphoreSlim sending = new(1, 1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The runtime waits for all of them; the error stream comes first, as client-go does it.
        var error = await OpenAsync("error", true, cancellation).ConfigureAwait(false);
        var stdin = await OpenAsync("stdin", wanted.Stdin, cancellation).ConfigureAwait(false);
        var stdout = await OpenAsync("stdout", wanted.Stdout, cancellation).ConfigureAwait(false);
        var stderr = await OpenAsync("stderr", wanted.Stderr, cancellation).ConfigureAwait(false);
        var resize = await OpenAsync("resize", wanted.Tty, cancellation).ConfigureAwait(false);

        // An empty message tells the client that the command is connected.
        var first = wanted.Stdout ? ChannelProtocol.Stdout : wanted.Stderr ? ChannelProtocol.Stderr : ChannelProtocol.Error;
        await SendAsync(first, default, cancellation).ConfigureAwait(false);

        var fromClient = ReceiveAsync(stdin, resize, stop.Token);
        var toClient = Task.WhenAll(
            CopyAsync(stdout, ChannelProtocol.Stdout, stop.Token),
            CopyAsync(stderr, ChannelProtocol.Stderr, stop.Token),
            ReportAsync(error!, stop.Token));
        try
        {
            var ended = await Task.WhenAny(fromClient, toClient).ConfigureAwait(false);
            if (ended == toClient && toClient.IsCompletedSuccessfully && socket.State == WebSocketState.Open)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation).ConfigureAwait(false);
                // The client answers with its own close; who doesn't is not waited for long.
                await fromClient.WaitAsync(TimeSpan.FromSeconds(5), cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await runtime.DisposeAsync().ConfigureAwait(false);
            await Task.WhenAll(fromClient, toClient).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            sending.Dispose();
        }
    }

    private async Task<SpdyStream?> OpenAsync(string type, bool isWanted, CancellationToken cancellation) => isWanted
        ? await runtime.OpenStreamAsync([KeyValuePair.Create("streamtype", type)], cancellation).ConfigureAwait(false)
        : null;

    private async Task CopyAsync(SpdyStream? stream, byte channel, CancellationToken cancellation)
    {
        if (stream is null) return;
        await foreach (var data in stream.ReadAllAsync(cancellation).ConfigureAwait(false))
            await SendAsync(channel, data, cancellation).ConfigureAwait(false);
    }

    /// <summary>The error stream carries one Status: how the command ended.</summary>
    private async Task ReportAsync(SpdyStream error, CancellationToken cancellation)
    {
        using var status = new MemoryStream();
        await foreach (var data in error.ReadAllAsync(cancellation).ConfigureAwait(false)) status.Write(data);
        if (status.Length == 0) return;
        if (protocol.Version >= 4)
            await SendAsync(ChannelProtocol.Error, status.ToArray(), cancellation).ConfigureAwait(false);
        else if (FailureMessage(status.ToArray()) is { } message)
            await SendAsync(ChannelProtocol.Error, message, cancellation).ConfigureAwait(false);
    }

    /// <summary>The first protocol's error channel is for people: the message alone, and nothing for success.</summary>
    private static byte[]? FailureMessage(byte[] status)
    {
        try
        {
            using var json = JsonDocument.Parse(status);
            if (json.RootElement.TryGetProperty("status", out var outcome) && outcome.GetString() == "Success") return null;
            return json.RootElement.TryGetProperty("message", out var message)
                ? System.Text.Encoding.UTF8.GetBytes(message.GetString() ?? "")
                : status;
        }
        catch (JsonException)
        {
            return status;
        }
    }

    private async Task ReceiveAsync(SpdyStream? stdin, SpdyStream? resize, CancellationToken cancellation)
    {
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                if (length == buffer.Length)
                {
                    if (length >= MaxMessageBytes) throw new WebSocketException(WebSocketError.InvalidMessageType);
                    Array.Resize(ref buffer, length * 2);
                }

                part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close) return;
                length += part.Count;
            }
            while (!part.EndOfMessage);

            if (!protocol.TryDecode(buffer.AsSpan(0, length), out var channel, out var data)) continue;
            switch (channel)
            {
                case ChannelProtocol.Stdin when stdin is not null:
                    await stdin.WriteAsync(data, cancellation).ConfigureAwait(false);
                    break;
                case ChannelProtocol.Resize when resize is not null:
                    await resize.WriteAsync(data, cancellation).ConfigureAwait(false);
                    break;
                case ChannelProtocol.Close when protocol.Version >= 5 && data is [ChannelProtocol.Stdin] && stdin is not null:
                    await stdin.CloseWriteAsync(cancellation).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async Task SendAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var message = protocol.Encode(channel, data.Span);
        await sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(message.AsMemory(), protocol.MessageType, endOfMessage: true, cancellation)
                .ConfigureAwait(false);
        }
        finally
        {
            sending.Release();
        }
    }
}
