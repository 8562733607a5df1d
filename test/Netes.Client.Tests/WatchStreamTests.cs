using System.IO.Pipelines;
using System.Text;
using Netes.Api.CoreV1;

namespace Netes.Client.Tests;

public class WatchStreamTests
{
    private const string Added = """{"type":"ADDED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","resourceVersion":"5"}}}""";

    [Fact]
    public async Task ReadAsync_EventsAcrossAnyChunkBoundary_AreWhole()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Added + "\n" + Added.Replace("ADDED", "DELETED", StringComparison.Ordinal) + "\n");
        for (int cut = 1; cut < bytes.Length; cut += 7)
        {
            var events = await ReadAsync([bytes[..cut], bytes[cut..]]);
            Assert.Equal([WatchEventType.Added, WatchEventType.Deleted], events.Select(e => e.Type));
            Assert.All(events, e => Assert.Equal("a", e.Object.Metadata.Name));
        }
    }

    [Fact]
    public async Task ReadAsync_LastLineWithoutNewline_IsAnEvent() =>
        Assert.Single(await ReadAsync([Encoding.UTF8.GetBytes(Added)]));

    [Fact]
    public async Task ReadAsync_CutOffEvent_EndsTheStream() =>
        Assert.Single(await ReadAsync([Encoding.UTF8.GetBytes(Added + "\n" + Added[..60])]));

    [Fact]
    public async Task ReadAsync_ErrorEvent_ThrowsItsStatus()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(
            """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old","reason":"Expired","code":410}}""" + "\n");
        var failure = await Assert.ThrowsAsync<KubeApiException>(() => ReadAsync([bytes]));
        Assert.True(failure.IsGone);
        Assert.Equal("too old", failure.Message);
    }

    private static async Task<List<WatchEvent<ConfigMap>>> ReadAsync(byte[][] chunks)
    {
        var pipe = new Pipe();
        var writing = Task.Run(async () =>
        {
            foreach (byte[] chunk in chunks) await pipe.Writer.WriteAsync(chunk);
            await pipe.Writer.CompleteAsync();
        });
        var events = new List<WatchEvent<ConfigMap>>();
        await foreach (var e in WatchStream.ReadAsync<ConfigMap>(pipe.Reader, CancellationToken.None)) events.Add(e);
        await writing;
        return events;
    }
}
