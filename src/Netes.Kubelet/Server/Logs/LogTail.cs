namespace Netes.Kubelet.Server.Logs;

/// <summary>Finds where the last lines of a file begin, reading backwards by blocks.</summary>
internal static class LogTail
{
    private const int BlockBytes = 4096;

    /// <returns>The offset of the first of the last <paramref name="lines"/> lines; zero when there are fewer.</returns>
    public static long FindStart(Stream file, long lines)
    {
        var end = file.Length;
        if (lines <= 0) return end;
        var block = new byte[BlockBytes];
        var right = end;
        while (right > 0)
        {
            var left = Math.Max(0, right - BlockBytes);
            var part = block.AsSpan(0, (int)(right - left));
            file.Position = left;
            file.ReadExactly(part);
            for (var i = part.Length - 1; i >= 0; i--)
            {
                // The newline at the very end closes the last line and begins none.
                if (part[i] != (byte)'\n' || left + i == end - 1) continue;
                if (--lines == 0) return left + i + 1;
            }

            right = left;
        }

        return 0;
    }
}
