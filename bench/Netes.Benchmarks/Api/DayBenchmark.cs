using System.Diagnostics;
using Netes.Testing.Load;

namespace Netes.Benchmarks.Api;

/// <summary>A day of the cluster in a minute: 200,000 mixed writes by 64 clients, with watchers who must miss nothing.</summary>
internal static class DayBenchmark
{
    /// <returns>Whether no watcher found anything wrong.</returns>
    public static async Task<bool> RunAsync()
    {
        await using var server = await ServerProcess.StartAsync(ServerProcess.Program);
        var plan = new ClusterDayPlan(Writes: 200_000, Writers: 64, Watchers: 16);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        long started = Stopwatch.GetTimestamp();
        var (problems, events) = await new ClusterDay(() => server.CreateClientFor(), plan).RunAsync(limit.Token);
        var elapsed = Stopwatch.GetElapsedTime(started);
        Console.WriteLine($"a day of the cluster: {plan.Writes:N0} writes by {plan.Writers} clients in {elapsed.TotalSeconds:0} s, {events:N0} events seen by {plan.Watchers} watchers, "
            + $"{server.Cpu.TotalMilliseconds / plan.Writes:0.000} ms CPU per write, {server.Resident / 1048576} MB resident");
        foreach (string problem in problems.Take(50)) Console.WriteLine("  " + problem);
        Console.WriteLine(problems.Count == 0 ? "  no event lost, repeated or out of order" : $"  {problems.Count} problems");
        return problems.Count == 0;
    }
}
