using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Netes.Kubelet.Server.Streams;

/// <summary>A connection to the runtime's streaming server that was asked to change its protocol.</summary>
/// <param name="Status">101 when it has; then <paramref name="Stream"/> speaks the new protocol.</param>
/// <param name="Body">What the server says instead.</param>
internal sealed record UpgradedConnection(
    int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, Stream Stream, string Body) : IAsyncDisposable
{
    public bool IsUpgraded => Status == 101;

    public string? Header(string name) =>
        Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}

/// <summary>Connects to a URL that the runtime gave for one stream (plain HTTP on loopback) and upgrades.</summary>
internal static class StreamingUpgrade
{
    private const int MaxHeadBytes = 16 * 1024;
    private const int MaxBodyBytes = 64 * 1024;

    public static async Task<UpgradedConnection> ConnectAsync(
        Uri url, string method, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(url.Host, url.Port, cancellation).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            var request = new StringBuilder();
            request.Append(CultureInfo.InvariantCulture, $"{method} {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n");
            if (method != "GET") request.Append("Content-Length: 0\r\n");
            foreach (var (name, value) in headers) request.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
            request.Append("\r\n");
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request.ToString()), cancellation).ConfigureAwait(false);

            var lines = (await ReadHeadAsync(stream, cancellation).ConfigureAwait(false)).Split("\r\n");
            var status = lines[0].Split(' ') is { Length: >= 2 } words
                && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 502;
            KeyValuePair<string, string>[] responseHeaders =
                [.. lines.Skip(1).Select(l => l.Split(':', 2)).Where(p => p.Length == 2)
                    .Select(p => KeyValuePair.Create(p[0].Trim(), p[1].Trim()))];
            var result = new UpgradedConnection(status, responseHeaders, stream, "");
            if (result.IsUpgraded) return result;
            return result with { Body = await ReadBodyAsync(result, cancellation).ConfigureAwait(false) };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Byte by byte: not one byte of what follows the head may be taken away from it.</summary>
    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < MaxHeadBytes)
        {
            if (await stream.ReadAsync(one, cancellation).ConfigureAwait(false) == 0)
                throw new IOException("the runtime's streaming server closed the connection");
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.Length >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r')
                return head.ToString(0, head.Length - 4);
        }

        throw new IOException("the runtime's streaming server answers with too long a head");
    }

    private static async Task<string> ReadBodyAsync(UpgradedConnection response, CancellationToken cancellation)
    {
        if (!int.TryParse(response.Header("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            return "";
        var body = new byte[Math.Min(length, MaxBodyBytes)];
        var read = await response.Stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation)
            .ConfigureAwait(false);
        return Encoding.UTF8.GetString(body, 0, read);
    }
}
