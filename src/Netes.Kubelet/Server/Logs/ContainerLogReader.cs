using System.IO.Pipelines;

namespace Netes.Kubelet.Server.Logs;

/// <summary>Copies a container's log to a client, and on as it grows: told by inotify, across the file's rotation.</summary>
internal static class ContainerLogReader
{
    private const int BufferBytes = 64 * 1024;

    /// <param name="path">The log's path; with rotation other files come to stand there.</param>
    /// <param name="ended">Completes when the container has ended and its log is whole; for a follower.</param>
    /// <exception cref="FileNotFoundException">There is no log.</exception>
    public static async Task CopyAsync(
        string path, LogOptions options, Task ended, PipeWriter output, CancellationToken cancellation)
    {
        using var changes = options.Follow ? new FileChanges(path) : null;
        var formatter = new LogLineFormatter(options, output);
        var file = Open(path);
        try
        {
            if (options.TailLines is { } lines) file.Position = LogTail.FindStart(file, lines);
            var buffer = new byte[BufferBytes];
            var held = 0; // bytes of a line that isn't whole yet, at the buffer's beginning
            while (true)
            {
                // Order matters: what was written before the end was known is still read below.
                var isLast = !options.Follow || ended.IsCompleted;
                changes?.Reset();
                int read;
                while ((read = await file.ReadAsync(buffer.AsMemory(held), cancellation).ConfigureAwait(false)) > 0)
                {
                    held = Consume(buffer.AsSpan(0, held + read), formatter);
                    if (held == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                    var flushed = await output.FlushAsync(cancellation).ConfigureAwait(false);
                    if (flushed.IsCompleted || formatter.IsFull) return;
                }

                if (changes is not null && IsReplaced(file, path))
                {
                    await file.DisposeAsync().ConfigureAwait(false);
                    file = Open(path);
                    held = 0;
                    continue;
                }

                if (isLast) break;
                await Task.WhenAny(changes!.WaitAsync(cancellation), ended).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
            }

            if (held > 0) formatter.Write(buffer.AsSpan(0, held));
            await output.FlushAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            await file.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Writes all whole lines and moves the rest to the front.</summary>
    private static int Consume(Span<byte> data, LogLineFormatter formatter)
    {
        var rest = data;
        while (rest.IndexOf((byte)'\n') is var newline and >= 0)
        {
            formatter.Write(rest[..newline]);
            rest = rest[(newline + 1)..];
        }

        rest.CopyTo(data);
        return rest.Length;
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: false);

    /// <summary>The file at the path is another one: the log was rotated and the runtime has begun a new one.</summary>
    private static bool IsReplaced(FileStream open, string path)
    {
        try
        {
            using var current = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return !FileIdentity.Same(open.SafeFileHandle, current);
        }
        catch (FileNotFoundException)
        {
            return false; // renamed, and not written again yet
        }
    }
}
