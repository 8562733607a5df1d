using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Netes.Kubelet.Server.Logs;

namespace Netes.Kubelet.Tests.Server;

public sealed class LogReaderTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("netes-log");

    private string LogPath => Path.Combine(directory.FullName, "0.log");

    public void Dispose() => directory.Delete(recursive: true);

    [Theory]
    [InlineData("2026-01-02T03:04:05.123456789Z stdout F hello", false, false, "hello")]
    [InlineData("2026-01-02T03:04:05Z stderr P part", true, true, "part")]
    [InlineData("2026-01-02T03:04:05Z stdout F ", false, false, "")]
    [InlineData("2026-01-02T03:04:05Z stdout F:x a b", false, false, "a b")]
    public void TryParse_ALine_ReadsItsParts(string line, bool stderr, bool partial, string content)
    {
        Assert.True(CriLogLine.TryParse(Encoding.UTF8.GetBytes(line), out var parsed));
        Assert.Equal((stderr, partial, content), (parsed.IsStderr, parsed.IsPartial, Encoding.UTF8.GetString(parsed.Content)));
        Assert.True(parsed.TryGetTime(out var time));
        Assert.Equal(2026, time.Year);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("2026 stdin F x")]
    public void TryParse_NoLogLine_IsRefused(string line) =>
        Assert.False(CriLogLine.TryParse(Encoding.UTF8.GetBytes(line), out _));

    [Theory]
    [InlineData("a\nb\nc\n", 1, "c\n")]
    [InlineData("a\nb\nc\n", 2, "b\nc\n")]
    [InlineData("a\nb\nc", 1, "c")]
    [InlineData("a\nb\nc\n", 9, "a\nb\nc\n")]
    [InlineData("a\nb\n", 0, "")]
    [InlineData("", 3, "")]
    [InlineData("\n\n\n", 2, "\n\n")]
    public void FindStart_OfTheLastLines_IsWhereTheyBegin(string text, long lines, string expected)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        Assert.Equal(expected, text[(int)LogTail.FindStart(stream, lines)..]);
    }

    [Fact]
    public void FindStart_AcrossBlocks_CountsEveryNewline()
    {
        var text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"line {i}\n"));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        Assert.StartsWith("line 500\n", text[(int)LogTail.FindStart(stream, 2500)..]);
    }

    [Theory]
    [InlineData("", "one\ntwo\nlong line\n")]
    [InlineData("tailLines=1", "line\n")]
    [InlineData("timestamps=true", "2026-01-01T00:00:01Z one\n2026-01-01T00:00:02Z two\n2026-01-01T00:00:03Z long line\n")]
    [InlineData("limitBytes=5", "one\nt")]
    [InlineData("sinceTime=2026-01-01T00:00:02Z", "two\nlong line\n")]
    [InlineData("stream=Stderr", "two\n")]
    public async Task Copy_WithOptions_WritesWhatIsAskedFor(string query, string expected)
    {
        await File.WriteAllTextAsync(LogPath, """
            2026-01-01T00:00:01Z stdout F one
            2026-01-01T00:00:02Z stderr F two
            2026-01-01T00:00:03Z stdout P long 
            2026-01-01T00:00:04Z stdout F line

            """);
        Assert.Equal(expected, await ReadAsync(Options(query), Task.CompletedTask));
    }

    [Fact]
    public async Task Copy_Following_SeesGrowthAndRotationAndEnds()
    {
        await File.WriteAllTextAsync(LogPath, "2026-01-01T00:00:01Z stdout F one\n");
        var ended = new TaskCompletionSource();
        var pipe = new Pipe();
        var copy = ContainerLogReader.CopyAsync(LogPath, Options("follow=true"), ended.Task, pipe.Writer, CancellationToken.None);
        await ExpectAsync(pipe.Reader, "one\n");
        await File.AppendAllTextAsync(LogPath, "2026-01-01T00:00:02Z stdout F two\n");
        await ExpectAsync(pipe.Reader, "two\n");
        File.Move(LogPath, LogPath + ".20260101");
        await File.WriteAllTextAsync(LogPath, "2026-01-01T00:00:03Z stdout F three\n");
        await ExpectAsync(pipe.Reader, "three\n");
        await File.AppendAllTextAsync(LogPath, "2026-01-01T00:00:04Z stdout F last\n");
        ended.SetResult();
        await copy.WaitAsync(TimeSpan.FromSeconds(10));
        await ExpectAsync(pipe.Reader, "last\n");
    }

    [Fact]
    public async Task Copy_WithoutALog_SaysSo() =>
        await Assert.ThrowsAsync<FileNotFoundException>(() => ReadAsync(Options(""), Task.CompletedTask));

    [Theory]
    [InlineData("tailLines=-1", "tailLines: must be greater than or equal to 0")]
    [InlineData("limitBytes=0", "limitBytes: must be greater than or equal to 1")]
    [InlineData("tailLines=x", "tailLines: not a number: x")]
    [InlineData("sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z", "at most one of sinceTime or sinceSeconds may be specified")]
    public void Parse_ABadOption_SaysWhich(string query, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Options(query)).Message);

    private static LogOptions Options(string query)
    {
        var values = query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(p => p.Split('=')[0], p => p.Split('=')[1]);
        return LogOptions.Parse(values.GetValueOrDefault, DateTimeOffset.UnixEpoch);
    }

    private static async Task ExpectAsync(PipeReader reader, string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var result = await reader.ReadAtLeastAsync(text.Length, limit.Token);
        Assert.Equal(text, Encoding.UTF8.GetString(result.Buffer));
        reader.AdvanceTo(result.Buffer.End);
    }

    private async Task<string> ReadAsync(LogOptions options, Task ended)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await ContainerLogReader.CopyAsync(LogPath, options, ended, pipe.Writer, CancellationToken.None);
        await pipe.Writer.CompleteAsync();
        var all = await pipe.Reader.ReadAtLeastAsync(int.MaxValue);
        return Encoding.UTF8.GetString(all.Buffer);
    }
}
