using System.Globalization;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Netes.ApiServer.Kubelets;

/// <summary>The head of an HTTP/1.1 answer to an upgrade, read by hand because what follows it belongs to another protocol.</summary>
internal sealed record UpgradeAnswer(int Code, IReadOnlyDictionary<string, StringValues> Headers, ReadOnlyMemory<byte> Rest)
{
    private const int LargestHead = 32 * 1024;

    public long ContentLength => Headers.TryGetValue("Content-Length", out StringValues value)
        && long.TryParse(value.ToString(), CultureInfo.InvariantCulture, out long length) ? length : long.MaxValue;

    /// <exception cref="IOException">The connection ended or the head is too large or malformed.</exception>
    public static async ValueTask<UpgradeAnswer> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LargestHead];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0) throw new IOException("the kubelet closed the connection before it answered");
            length += read;
            int end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0) return Parse(Encoding.Latin1.GetString(buffer, 0, end), buffer.AsMemory(end + 4, length - end - 4));
            if (length == buffer.Length) throw new IOException("the kubelet's answer has too large a head");
        }
    }

    internal static UpgradeAnswer Parse(string head, ReadOnlyMemory<byte> rest)
    {
        string[] lines = head.Split("\r\n");
        string[] status = lines[0].Split(' ', 3);
        if (status.Length < 2 || !status[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(status[1], CultureInfo.InvariantCulture, out int code))
            throw new IOException("the kubelet's answer is not HTTP");
        var headers = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) continue;
            string name = line[..colon];
            headers[name] = StringValues.Concat(headers.GetValueOrDefault(name), line[(colon + 1)..].Trim());
        }
        return new UpgradeAnswer(code, headers, rest);
    }
}
