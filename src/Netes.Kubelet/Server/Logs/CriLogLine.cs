using System.Globalization;
using System.Text;

namespace Netes.Kubelet.Server.Logs;

/// <summary>
/// One line of a container's log as the runtime writes it: <c>TIME stdout|stderr F|P CONTENT</c>, where P says that the
/// content goes on in the next line. See kubernetes/design-proposals, "CRI: Log Management".
/// </summary>
internal readonly ref struct CriLogLine
{
    private CriLogLine(ReadOnlySpan<byte> timestamp, bool isStderr, bool isPartial, ReadOnlySpan<byte> content)
    {
        Timestamp = timestamp;
        IsStderr = isStderr;
        IsPartial = isPartial;
        Content = content;
    }

    /// <summary>RFC 3339 with nanoseconds, as it was written.</summary>
    public ReadOnlySpan<byte> Timestamp { get; }

    public bool IsStderr { get; }

    public bool IsPartial { get; }

    public ReadOnlySpan<byte> Content { get; }

    /// <param name="line">Without its newline.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, out CriLogLine parsed)
    {
        parsed = default;
        var first = line.IndexOf((byte)' ');
        if (first <= 0) return false;
        var rest = line[(first + 1)..];
        var second = rest.IndexOf((byte)' ');
        if (second <= 0) return false;
        var stream = rest[..second];
        var isStderr = stream.SequenceEqual("stderr"u8);
        if (!isStderr && !stream.SequenceEqual("stdout"u8)) return false;
        rest = rest[(second + 1)..];
        var third = rest.IndexOf((byte)' ');
        var tags = third < 0 ? rest : rest[..third];
        if (tags.IsEmpty) return false;
        parsed = new CriLogLine(
            line[..first], isStderr, tags[0] == (byte)'P', third < 0 ? default : rest[(third + 1)..]);
        return true;
    }

    public bool TryGetTime(out DateTimeOffset time) => DateTimeOffset.TryParse(
        Encoding.ASCII.GetString(Timestamp),
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out time);
}
