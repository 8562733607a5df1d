using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Netes.Storage.Sqlite;

namespace Netes.Storage.Tests.Sqlite;

/// <summary>A store whose process is killed under load, again and again, loses nothing that it acknowledged.</summary>
public sealed class CrashTests
{
    private const int Kills = 50;
    private const int Writers = 8;

    private sealed record Acknowledged(long Revision, string Key, string Value);

    [Fact]
    public async Task Kill_UnderWriteLoad_KeepsEveryAcknowledgedWrite()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("store.db");
        var random = new Random(20260);
        var checkedRevision = 1L;
        var total = 0;
        for (var run = 0; run < Kills; run++)
        {
            var acknowledged = await WriteUntilKilledAsync(path, run, TimeSpan.FromMilliseconds(random.Next(5, 200)));
            Assert.NotEmpty(acknowledged);
            total += acknowledged.Count;
            checkedRevision = await CheckAsync(path, checkedRevision, acknowledged);
        }
        TestContext.Current.SendDiagnosticMessage($"{total} acknowledged writes over {Kills} kills");
    }

    private static async Task<List<Acknowledged>> WriteUntilKilledAsync(string path, int run, TimeSpan life)
    {
        var writer = Path.Combine(AppContext.BaseDirectory, "Netes.Storage.CrashWriter.dll");
        var start = new ProcessStartInfo(DotnetHost()) { RedirectStandardOutput = true, UseShellExecute = false };
        string[] arguments = [writer, path, Writers.ToString(CultureInfo.InvariantCulture), run.ToString(CultureInfo.InvariantCulture)];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var lines = new List<Acknowledged>();
        Task? kill = null;
        var text = new StringBuilder();
        var buffer = new char[64 * 1024];
        int read;
        while ((read = await process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            // Its life begins with the first write: starting takes how long it takes.
            kill ??= Task.Run(async () =>
            {
                await Task.Delay(life);
                process.Kill();
            });
            text.Append(buffer, 0, read);
        }
        Assert.True(kill is not null, "the writer ended by itself");
        await kill;
        await process.WaitForExitAsync();
        Assert.Equal(128 + 9, process.ExitCode);

        var all = text.ToString();
        foreach (var line in all[..(all.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ');
            lines.Add(new Acknowledged(long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2]));
        }
        return lines;
    }

    /// <returns>The revision up to which everything has been looked at.</returns>
    private static async Task<long> CheckAsync(string path, long checkedRevision, List<Acknowledged> acknowledged)
    {
        await using var store = SqliteStore.Open(new SqliteStoreOptions { Path = path }, TimeProvider.System, NullLogger.Instance);
        var newest = await store.GetRevisionAsync();
        Assert.True(newest >= acknowledged.Max(line => line.Revision));

        // The history: every acknowledged write stands at its revision, and no revision is missing.
        var history = new Dictionary<long, StoreEvent>();
        await using (var watch = await store.WatchAsync(new StoreWatchRequest(KeyRange.All, checkedRevision + 1)))
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            for (var reached = checkedRevision; reached < newest;)
            {
                var batch = await watch.ReadAsync(patience.Token);
                foreach (var change in batch.Events) history.Add(change.Revision, change);
                reached = batch.Revision;
            }
        }
        Assert.Equal(newest - checkedRevision, history.Count);
        foreach (var line in acknowledged)
        {
            var change = history[line.Revision];
            Assert.Equal(line.Key, change.Current.Key);
            Assert.Equal(line.Value, change.IsDelete ? "-" : Encoding.UTF8.GetString(change.Current.Value.Span));
        }

        // The present state is what the history ends in.
        var present = (await store.RangeAsync(new RangeRequest(KeyRange.All))).Items.ToDictionary(item => item.Key);
        foreach (var last in history.Values.GroupBy(change => change.Current.Key).Select(changes => changes.MaxBy(change => change.Revision)!))
        {
            if (last.IsDelete) Assert.DoesNotContain(last.Current.Key, present.Keys);
            else Assert.Equal(last.Revision, present[last.Current.Key].ModRevision);
        }
        return newest;
    }

    private static string DotnetHost() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
