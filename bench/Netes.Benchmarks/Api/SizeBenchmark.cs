using System.Globalization;
using System.Text;

namespace Netes.Benchmarks.Api;

/// <summary>
/// What size costs: CPU per request with 100 and with 50,000 Pods of 3.8 kB in the server, and the memory that the 50,000 take while
/// 100 clients watch them.
/// </summary>
internal static class SizeBenchmark
{
    private const int Few = 100;
    private const int Many = 50_000;
    private const int Requests = 5_000;
    private const int Clients = 32;
    private const int Watchers = 100;

    public static async Task RunAsync()
    {
        await using var server = await ServerProcess.StartAsync(ServerProcess.Program);
        var clients = Enumerable.Range(0, Clients).Select(_ => ServerProcess.CreateClient()).ToArray();
        await ApiBenchmark.SendAsync(clients[0], server, HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts",
            """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}"""u8.ToArray(), "application/json");
        await CreateAsync(server, clients, 0, Few);
        await RequestsAsync(server, clients, Few); // the first requests find everything cold
        var few = await RequestsAsync(server, clients, Few);
        await CreateAsync(server, clients, Few, Many);
        var many = await RequestsAsync(server, clients, Many);
        Console.WriteLine($"CPU per request with {Few:N0} and with {Many:N0} Pods");
        foreach (var (name, cost) in few) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-16} {cost:0.000} ms  {many[name]:0.000} ms  {(many[name] / cost - 1) * 100:+0;-0} %"));

        Console.WriteLine($"  resident with {Many:N0} Pods        {server.Resident / 1048576} MB");
        using var stop = new CancellationTokenSource();
        var ready = new CountdownEvent(Watchers);
        Task[] watching = [.. Enumerable.Range(0, Watchers).Select(_ => Task.Run(() => WatchAsync(server, ready, stop.Token)))];
        ready.Wait();
        await RequestsAsync(server, clients, Many);
        Console.WriteLine($"  and watched by {Watchers} clients      {server.Resident / 1048576} MB");
        await stop.CancelAsync();
        await Task.WhenAll(watching);
        foreach (var client in clients) client.Dispose();
    }

    private static Task CreateAsync(ServerProcess server, HttpClient[] clients, int from, int to) =>
        EachAsync(clients, to - from, (client, i) => ApiBenchmark.SendAsync(client, server, HttpMethod.Post, ApiBenchmark.Collection, PodTemplate.Create(from + i), "application/json"));

    private static async Task<Dictionary<string, double>> RequestsAsync(ServerProcess server, HttpClient[] clients, int pods)
    {
        var costs = new Dictionary<string, double>();
        async Task Measure(string name, Func<HttpClient, int, Task> send)
        {
            var before = server.Cpu;
            await EachAsync(clients, Requests, send);
            costs[name] = (server.Cpu - before).TotalMilliseconds / Requests;
        }
        string Pod(int i) => $"{ApiBenchmark.Collection}/pod-{(int)((long)i * 7919 % pods)}";
        await Measure("get", (client, i) => ApiBenchmark.SendAsync(client, server, HttpMethod.Get, Pod(i)));
        await Measure("merge patch", (client, i) => ApiBenchmark.SendAsync(client, server, HttpMethod.Patch, Pod(i),
            Encoding.UTF8.GetBytes($$$$"""{"metadata":{"annotations":{"example.com/round":"{{{{i}}}}"}}}"""), "application/merge-patch+json"));
        await Measure("create, delete", async (client, i) =>
        {
            await ApiBenchmark.SendAsync(client, server, HttpMethod.Post, ApiBenchmark.Collection, PodTemplate.Create(1_000_000 + i), "application/json");
            await ApiBenchmark.SendAsync(client, server, HttpMethod.Delete, $"{ApiBenchmark.Collection}/pod-{1_000_000 + i}");
        });
        return costs;
    }

    private static async Task EachAsync(HttpClient[] clients, int count, Func<HttpClient, int, Task> send)
    {
        int next = -1;
        await Task.WhenAll(clients.Select(client => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next)) await send(client, i);
        })));
    }

    private static async Task WatchAsync(ServerProcess server, CountdownEvent ready, CancellationToken stop)
    {
        using var client = ServerProcess.CreateClient();
        using var response = await client.GetAsync(new Uri(server.Address, ApiBenchmark.Collection + "?watch=true&resourceVersion=0"), HttpCompletionOption.ResponseHeadersRead, stop);
        ready.Signal();
        try
        {
            await response.Content.CopyToAsync(Stream.Null, stop);
        }
        catch (OperationCanceledException)
        {
            // Watched long enough.
        }
    }
}
