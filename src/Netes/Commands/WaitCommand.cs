using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;

namespace Netes.Commands;

/// <summary>Waits until the cluster's node is Ready; <c>make up</c> uses it.</summary>
internal static class WaitCommand
{
    public static Command Create()
    {
        var dataDir = DataDirectory.Option();
        var timeout = new Option<string>("--timeout")
        {
            Description = "How long to wait, such as 30s or 2m.",
            DefaultValueFactory = static _ => "120s",
        };
        var command = new Command("wait", "Wait until the cluster's node is Ready.") { dataDir, timeout };
        command.Run((result, cancellation) => RunAsync(new DataDirectory(result.GetValue(dataDir)!), Api.GoDuration.Parse(result.GetValue(timeout)!), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DataDirectory data, TimeSpan timeout, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        long started = Stopwatch.GetTimestamp();
        string step = "the API server";
        try
        {
            string node = await AnsiConsole.Status().StartAsync("waiting for the API server", async context =>
            {
                using var wait = new NodeWait(data, s => context.Status($"waiting for {Markup.Escape(step = s)}"));
                return await wait.ReadyNodeAsync(deadline.Token);
            });
            AnsiConsole.MarkupLineInterpolated($"node {node} is Ready after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
            return 0;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new UserException($"still waiting for {step} after {timeout.TotalSeconds:0} s");
        }
    }
}
