using System.Net.WebSockets;
using System.Text;

namespace Netes.Kubelet.Server.Streams;

/// <summary>
/// How exec and attach share one WebSocket: every message begins with its channel. KEP-4006; v5 adds a way to end
/// stdin alone.
/// </summary>
internal sealed record ChannelProtocol(string Name, int Version, bool IsBase64)
{
    public const byte Stdin = 0;
    public const byte Stdout = 1;
    public const byte Stderr = 2;
    public const byte Error = 3;
    public const byte Resize = 4;

    /// <summary>In v5: "the channel named in the next byte is closed".</summary>
    public const byte Close = 255;

    /// <summary>In the order of our preference.</summary>
    private static readonly ChannelProtocol[] All =
    [
        new("v5.channel.k8s.io", 5, false),
        new("v4.channel.k8s.io", 4, false),
        new("v4.base64.channel.k8s.io", 4, true),
        new("channel.k8s.io", 1, false),
        new("base64.channel.k8s.io", 1, true),
    ];

    /// <summary>The first of the client's protocols that we speak; a client that names none means the oldest.</summary>
    public static ChannelProtocol? Choose(IEnumerable<string> offered)
    {
        var any = false;
        foreach (var name in offered)
        {
            any = true;
            if (Array.Find(All, p => p.Name == name) is { } found) return found;
        }

        return any ? null : new ChannelProtocol("", 1, false);
    }

    public WebSocketMessageType MessageType => IsBase64 ? WebSocketMessageType.Text : WebSocketMessageType.Binary;

    public byte[] Encode(byte channel, ReadOnlySpan<byte> data)
    {
        if (IsBase64) return Encoding.ASCII.GetBytes((char)('0' + channel) + Convert.ToBase64String(data));
        var message = new byte[data.Length + 1];
        message[0] = channel;
        data.CopyTo(message.AsSpan(1));
        return message;
    }

    /// <returns>False for a message that has no channel or no valid content.</returns>
    public bool TryDecode(ReadOnlySpan<byte> message, out byte channel, out byte[] data)
    {
        channel = 0;
        data = [];
        if (message.IsEmpty) return false;
        if (!IsBase64)
        {
            channel = message[0];
            data = message[1..].ToArray();
            return true;
        }

        channel = (byte)(message[0] - '0');
        var buffer = new byte[message.Length];
        if (!Convert.TryFromBase64String(Encoding.ASCII.GetString(message[1..]), buffer, out var written)) return false;
        data = buffer[..written];
        return true;
    }
}
