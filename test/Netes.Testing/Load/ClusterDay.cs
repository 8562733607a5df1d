using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Netes.Testing.Load;

/// <summary>How much happens in a <see cref="ClusterDay"/>.</summary>
/// <param name="Writes">Creations, updates, patches and deletions in all.</param>
/// <param name="Writers">Clients that write at the same time.</param>
/// <param name="Watchers">Clients that watch: the whole resource, one namespace, or one label's objects, in turn.</param>
/// <param name="Seed">Of what the writers choose.</param>
public sealed record ClusterDayPlan(int Writes, int Writers, int Watchers, int Seed = 1);

/// <summary>
/// A day of a cluster in a minute: many clients write while others watch, some of which lose their connection again and again.
/// <code>
///   writers ──create, put, merge patch, delete──► config maps in four namespaces
///   watchers ──list, watch, break off, watch from the last revision──► WatchWitness
///   in the end ──one last object for each namespace──► every watcher has all ──► compare with the list
/// </code>
/// </summary>
/// <param name="client">Makes a client whose base address is the server's.</param>
public sealed class ClusterDay(Func<HttpClient> client, ClusterDayPlan plan)
{
    private const int Namespaces = 4;
    private const int NamesPerWriter = 40;
    private const int BreakAfter = 2000; // events
    private const string LastName = "the-last-one";

    private readonly List<string> problems = [];
    private readonly Lock gate = new();
    private int written;

    /// <summary>What went wrong; empty is what it should be.</summary>
    /// <returns>The problems, and how many events the watchers saw.</returns>
    public async Task<(IReadOnlyList<string> Problems, long Events)> RunAsync(CancellationToken cancellationToken)
    {
        using HttpClient admin = client();
        for (int i = 0; i < Namespaces; i++)
            await SendAsync(admin, HttpMethod.Post, "/api/v1/namespaces", $$$"""{"metadata":{"name":"day-{{{i}}}"}}""", cancellationToken);

        WatchWitness[] witnesses = [.. Enumerable.Range(0, plan.Watchers).Select(w => new WatchWitness($"watcher {w} of {Path(w)}"))];
        var begun = new CountdownEvent(plan.Watchers);
        Task[] watching = [.. witnesses.Select((witness, w) => Task.Run(() => WatchAsync(witness, w, begun, cancellationToken), cancellationToken))];
        await Task.Run(() => begun.Wait(cancellationToken), cancellationToken);

        await Task.WhenAll(Enumerable.Range(0, plan.Writers).Select(w => Task.Run(() => WriteAsync(w, cancellationToken), cancellationToken)));
        for (int i = 0; i < Namespaces; i++)
            await SendAsync(admin, HttpMethod.Post, Collection(i), Body(LastName, "even", -1), cancellationToken);
        await Task.WhenAll(watching);

        for (int w = 0; w < witnesses.Length; w++)
        {
            using JsonDocument list = JsonDocument.Parse(await admin.GetStringAsync(new Uri(Path(w), UriKind.Relative), cancellationToken));
            witnesses[w].Compare(list.RootElement);
        }
        foreach (var same in witnesses.Index().GroupBy(w => Path(w.Index)))
        {
            if (same.Select(w => w.Item.Fingerprint).Distinct().Count() > 1) problems.Add($"watchers of {same.Key} saw different events");
        }
        return ([.. problems, .. witnesses.SelectMany(w => w.Problems)], witnesses.Sum(w => w.Events));
    }

    private static string Collection(int ns) => $"/api/v1/namespaces/day-{ns}/configmaps";

    /// <summary>What a watcher looks at: all begin with the labels that every object of the day has.</summary>
    private static string Path(int watcher) => (watcher % 4) switch
    {
        0 => "/api/v1/configmaps?labelSelector=day",
        1 => Collection(watcher / 4 % Namespaces) + "?labelSelector=day",
        2 => "/api/v1/configmaps?labelSelector=day%3Deven",
        _ => Collection(watcher / 4 % Namespaces) + "?labelSelector=day%3Deven",
    };

    private static string Body(string name, string parity, int round) =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","labels":{"day":"{{{parity}}}"}},"data":{"round":"{{{round}}}"}}""";

    /// <summary>Each writer has names of its own, so that it knows what must succeed; a few are everybody's.</summary>
    private async Task WriteAsync(int writer, CancellationToken cancellationToken)
    {
        using HttpClient http = client();
        var random = new Random(plan.Seed * 1000 + writer);
        var present = new bool[NamesPerWriter];
        for (int round = Interlocked.Increment(ref written); round <= plan.Writes; round = Interlocked.Increment(ref written))
        {
            int slot = random.Next(NamesPerWriter);
            bool shared = slot == 0;
            string name = shared ? "shared" : $"w{writer}-{slot}";
            string collection = Collection((writer + slot) % Namespaces);
            string one = collection + "/" + name;
            string parity = random.Next(2) == 0 ? "even" : "odd";
            bool exists = present[slot];
            int dice = random.Next(10);
            HttpStatusCode answer;
            if (!exists || shared && dice == 0) answer = await SendAsync(http, HttpMethod.Post, collection, Body(name, parity, round), cancellationToken);
            else if (dice < 4) answer = await SendAsync(http, HttpMethod.Put, one, Body(name, parity, round), cancellationToken);
            else if (dice < 8) answer = await SendAsync(http, HttpMethod.Patch, one, $$$"""{"metadata":{"labels":{"day":"{{{parity}}}"}},"data":{"round":"{{{round}}}"}}""", cancellationToken);
            else answer = await SendAsync(http, HttpMethod.Delete, one, null, cancellationToken);
            bool done = (int)answer < 300;
            if (done) present[slot] = dice < 8 || !exists;
            else if (!shared || (int)answer >= 500) Report($"writer {writer}, round {round}: {one} answered {(int)answer}");
            else present[slot] = answer == HttpStatusCode.Conflict;
        }
    }

    private async Task WatchAsync(WatchWitness witness, int watcher, CountdownEvent begun, CancellationToken cancellationToken)
    {
        using HttpClient http = client();
        using (JsonDocument list = JsonDocument.Parse(await http.GetStringAsync(new Uri(Path(watcher), UriKind.Relative), cancellationToken)))
            witness.Begin(list.RootElement);
        begun.Signal();
        int waitingFor = Path(watcher).StartsWith("/api/v1/configmaps", StringComparison.Ordinal) ? Namespaces : 1;
        bool breaks = watcher % 3 == 1;
        while (waitingFor > 0 && witness.Problems.Count == 0)
        {
            var path = new Uri(string.Create(CultureInfo.InvariantCulture, $"{Path(watcher)}&watch=true&allowWatchBookmarks=true&resourceVersion={witness.Revision}"), UriKind.Relative);
            using HttpResponseMessage response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                Report($"{witness.Name}: watching from {witness.Revision} answered {(int)response.StatusCode}");
                return;
            }
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            long end = breaks ? witness.Events + BreakAfter : long.MaxValue;
            while (waitingFor > 0 && witness.Events < end && await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                using JsonDocument seen = JsonDocument.Parse(line);
                witness.See(seen.RootElement);
                if (line.Contains($"\"name\":\"{LastName}\"", StringComparison.Ordinal)) waitingFor--;
            }
        }
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient http, HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Version = http.DefaultRequestVersion, VersionPolicy = http.DefaultVersionPolicy };
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        }
        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        await response.Content.CopyToAsync(Stream.Null, cancellationToken);
        return response.StatusCode;
    }

    private void Report(string problem)
    {
        lock (gate)
        {
            if (problems.Count < 100) problems.Add(problem);
        }
    }
}
