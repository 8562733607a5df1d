using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Netes.Benchmarks.Api;

/// <summary>
/// The API rows of the design's speed table: 5,000 two-container Pods, 32 concurrent HTTP/2 clients on the same machine. It ends by
/// itself; wall times depend on the machine, CPU per request less so.
/// </summary>
internal static class ApiBenchmark
{
    private const int Pods = 5000;
    private const int Clients = 32;
    internal const string Collection = "/api/v1/namespaces/default/pods";

    public static async Task RunAsync()
    {
        string[] program = ServerProcess.Program;
        await using var server = await ServerProcess.StartAsync(program);
        var clients = Enumerable.Range(0, Clients).Select(_ => ServerProcess.CreateClient()).ToArray();
        Console.WriteLine($"API server ({string.Join(' ', program.Select(Path.GetFileName))}), {Pods} Pods, {Clients} clients");
        Row("start to /readyz", $"{server.StartTime.TotalSeconds:0.00} s");
        Row("resident, idle", Megabytes(server.Resident));

        // No controller runs beside the server to make it, and Pods need it.
        await SendAsync(clients[0], server, HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts",
            """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}"""u8.ToArray(), "application/json");
        await MeasureAsync(server, clients, "create", Pods, (client, i) => SendAsync(client, server, HttpMethod.Post, Collection, PodTemplate.Create(i), "application/json"));
        using (var one = await clients[0].GetAsync(new Uri(server.Address, $"{Collection}/pod-0")))
            Row("size of a Pod", $"{(await one.Content.ReadAsByteArrayAsync()).Length:N0} bytes");
        await MeasureAsync(server, clients, "get", Pods * 2, (client, i) => SendAsync(client, server, HttpMethod.Get, $"{Collection}/pod-{i % Pods}"));
        await MeasureAsync(server, clients, "merge patch", Pods, (client, i) => SendAsync(client, server, HttpMethod.Patch, $"{Collection}/pod-{i}",
            Encoding.UTF8.GetBytes($$$$"""{"metadata":{"annotations":{"example.com/round":"{{{{i}}}}"}}}"""), "application/merge-patch+json"));
        await MeasureAsync(server, clients, "status patch", Pods, (client, i) => SendAsync(client, server, HttpMethod.Patch, $"{Collection}/pod-{i}/status",
            Encoding.UTF8.GetBytes($$$"""{"status":{"phase":"Running","message":"round {{{i}}}"}}"""), "application/strategic-merge-patch+json"));
        await MeasureAsync(server, clients[..1], "list all (19 MB)", 10, (client, _) => SendAsync(client, server, HttpMethod.Get, Collection));
        await MeasureAsync(server, clients[..1], "list by label, 50 of 5,000", 200, (client, i) => SendAsync(client, server, HttpMethod.Get, $"{Collection}?labelSelector=group%3Dg{i % 100}"));
        await WatchBenchmark.RunAsync(server, watchers: 50, events: 4000, Row);
        Row("resident, after the run", Megabytes(server.Resident));
        foreach (var client in clients) client.Dispose();
    }

    internal static async Task SendAsync(HttpClient client, ServerProcess server, HttpMethod method, string path, byte[]? body = null, string? type = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.Address, path)) { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type!);
        }
        using var response = await client.SendAsync(request);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        await response.Content.CopyToAsync(Stream.Null);
    }

    private static async Task MeasureAsync(ServerProcess server, HttpClient[] clients, string name, int count, Func<HttpClient, int, Task> send)
    {
        int next = -1;
        var cpu = server.Cpu;
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(clients.Select(client => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next)) await send(client, i);
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var used = server.Cpu - cpu;
        Row(name, $"{used.TotalMilliseconds / count:0.000} ms CPU per request, {count / elapsed.TotalSeconds:N0}/s, {elapsed.TotalMilliseconds * clients.Length / count:0.0} ms each");
    }

    private static string Megabytes(long bytes) => $"{bytes / 1048576.0:0} MB";

    private static void Row(string name, string value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-32} {value}"));
}
