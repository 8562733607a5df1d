using System.CommandLine;
using System.Diagnostics;
using Netes.Api.CoreV1;
using Netes.Client;
using Spectre.Console;

namespace Netes.Commands;

/// <summary>Waits until the cluster's node is Ready; <c>make up</c> uses it.</summary>
internal static class WaitCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

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
            string? node = null;
            await AnsiConsole.Status().StartAsync("waiting for the API server", async context =>
            {
                while (node is null)
                {
                    node = await ReadyNodeAsync(data, s => context.Status($"waiting for {step = s}"), deadline.Token);
                    if (node is null) await Task.Delay(Pause, deadline.Token);
                }
            });
            AnsiConsole.MarkupLineInterpolated($"node {node} is Ready after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
            return 0;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new UserException($"still waiting for {step} after {timeout.TotalSeconds:0} s");
        }
    }

    private static async Task<string?> ReadyNodeAsync(DataDirectory data, Action<string> report, CancellationToken cancellation)
    {
        if (!File.Exists(data.AdminKubeconfig)) return null;
        try
        {
            using var client = KubeClient.FromKubeconfig(data.AdminKubeconfig);
            var nodes = await client.Resource<Node>().ListAsync(null, null, cancellation);
            report(nodes.Items.Count == 0 ? "the node to register" : "the node to become Ready");
            return nodes.Items.FirstOrDefault(IsReady)?.Metadata.Name;
        }
        catch (Exception e) when (e is HttpRequestException or KubeApiException or IOException or FormatException)
        {
            // Not there yet: the server starts, or is just writing the kubeconfig.
            report($"the API server ({e.Message})");
            return null;
        }
    }

    private static bool IsReady(Node node) => node.Status.Conditions?.Any(static c => c is { Type: "Ready", Status: "True" }) == true;
}
