using System.Buffers;

namespace Netes.Kubelet.Server.Logs;

/// <summary>Turns lines of the runtime's log into what a client sees: the container's output, perhaps with times.</summary>
internal sealed class LogLineFormatter(LogOptions options, IBufferWriter<byte> output)
{
    private long left = options.LimitBytes ?? long.MaxValue;
    private bool sinceReached = options.Since is null;
    private bool insideStdoutLine;
    private bool insideStderrLine;

    /// <summary>The byte limit is reached: nothing more will be written.</summary>
    public bool IsFull => left <= 0;

    /// <param name="line">Without its newline.</param>
    public void Write(ReadOnlySpan<byte> line)
    {
        if (IsFull || !CriLogLine.TryParse(line, out var parsed)) return;
        if (!sinceReached)
        {
            if (!parsed.TryGetTime(out var time) || time < options.Since) return;
            sinceReached = true; // times only grow
        }

        if (options.Stream == "Stdout" && parsed.IsStderr || options.Stream == "Stderr" && !parsed.IsStderr) return;
        ref var inside = ref parsed.IsStderr ? ref insideStderrLine : ref insideStdoutLine;
        if (options.Timestamps && !inside)
        {
            Append(parsed.Timestamp);
            Append(" "u8);
        }

        Append(parsed.Content);
        if (!parsed.IsPartial) Append("\n"u8);
        inside = parsed.IsPartial;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > left) bytes = bytes[..(int)left];
        output.Write(bytes);
        left -= bytes.Length;
    }
}
