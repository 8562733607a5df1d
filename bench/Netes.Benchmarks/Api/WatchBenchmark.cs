using System.Diagnostics;
using System.Text;

namespace Netes.Benchmarks.Api;

/// <summary>Writes while many watch: events delivered per second, and how long each took from write to sight.</summary>
internal static class WatchBenchmark
{
    private const string Collection = "/api/v1/namespaces/default/configmaps";

    public static async Task RunAsync(ServerProcess server, int watchers, int events, Action<string, string> row)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var sent = new long[events];
        var latencies = new List<double>[watchers];
        var ready = new CountdownEvent(watchers);
        var clients = Enumerable.Range(0, watchers).Select(_ => ServerProcess.CreateClient()).ToArray();
        var running = clients.Select((client, w) => Task.Run(() => WatchAsync(server, client, events, sent, latencies[w] = [], ready, stop.Token))).ToArray();
        ready.Wait(stop.Token);
        using var writer = ServerProcess.CreateClient();
        long started = Stopwatch.GetTimestamp();
        var cpu = server.Cpu;
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < events; i = Interlocked.Increment(ref next))
            {
                sent[i] = Stopwatch.GetTimestamp();
                await ApiBenchmark.SendAsync(writer, server, HttpMethod.Post, Collection,
                    Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"event-{{{i}}}"},"data":{"n":"{{{i}}}"}}"""), "application/json");
            }
        }));
        await Task.WhenAll(running);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var all = latencies.SelectMany(l => l).Order().ToArray();
        row($"watch events, {watchers} watchers", $"{all.Length / elapsed.TotalSeconds:N0}/s, p50 {all[all.Length / 2]:0.0} ms, p99 {all[all.Length * 99 / 100]:0.0} ms, " +
            $"{(server.Cpu - cpu).TotalMilliseconds * 1000 / all.Length:0.0} µs CPU per event (writes included)");
        foreach (var client in clients) client.Dispose();
    }

    private static async Task WatchAsync(ServerProcess server, HttpClient client, int events, long[] sent, List<double> latencies, CountdownEvent ready, CancellationToken cancel)
    {
        using var response = await client.GetAsync(new Uri(server.Address, Collection + "?watch=true"), HttpCompletionOption.ResponseHeadersRead, cancel);
        response.EnsureSuccessStatusCode();
        ready.Signal();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        while (latencies.Count < events && await reader.ReadLineAsync(cancel) is { } line)
        {
            int at = line.IndexOf("\"name\":\"event-", StringComparison.Ordinal);
            if (at < 0) continue;
            at += "\"name\":\"event-".Length;
            int index = int.Parse(line.AsSpan(at, line.IndexOf('"', at) - at), System.Globalization.CultureInfo.InvariantCulture);
            latencies.Add(Stopwatch.GetElapsedTime(sent[index]).TotalMilliseconds);
        }
    }
}
