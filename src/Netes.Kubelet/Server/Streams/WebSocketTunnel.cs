using System.Net.WebSockets;

namespace Netes.Kubelet.Server.Streams;

/// <summary>Bytes in the messages of a WebSocket, and bytes on a plain stream: copies both ways till either ends.</summary>
internal static class WebSocketTunnel
{
    private const int BufferBytes = 32 * 1024;

    public static async Task RunAsync(WebSocket socket, Stream stream, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var inward = InwardAsync(socket, stream, stop.Token);
        var outward = OutwardAsync(socket, stream, stop.Token);
        await Task.WhenAny(inward, outward).ConfigureAwait(false);
        if (socket.State == WebSocketState.Open && !cancellation.IsCancellationRequested)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(inward, outward).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task InwardAsync(WebSocket socket, Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[BufferBytes];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancellation).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close) return;
            await stream.WriteAsync(buffer.AsMemory(0, part.Count), cancellation).ConfigureAwait(false);
        }
    }

    private static async Task OutwardAsync(WebSocket socket, Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[BufferBytes];
        while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var read and > 0)
        {
            await socket.SendAsync(buffer.AsMemory(0, read), WebSocketMessageType.Binary, endOfMessage: true, cancellation)
                .ConfigureAwait(false);
        }
    }
}
