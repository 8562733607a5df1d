using System.CommandLine;
using Microsoft.Extensions.Logging;
using Netes.Roles;

namespace Netes.Commands;

/// <summary>
/// One role alone, as a process of its own against any API server. It acts as the kubeconfig's user: give each role a kubeconfig
/// of its own identity, such as <c>netes credentials kubeconfig</c> makes.
/// </summary>
internal static class ComponentCommands
{
    /// <summary>Starts a role; what it starts goes on the stack, so that it is stopped in the opposite order.</summary>
    internal delegate Task StartRole(ParseResult result, ClientFactory clients, RoleStack started, ILoggerFactory loggers, CancellationToken cancellation);

    public static Command ControllerManager()
    {
        var rootCa = new Option<string>("--root-ca-file") { Description = "The cluster's authority, published in every namespace as kube-root-ca.crt.", HelpName = "FILE" };
        var accounts = new Option<bool>("--use-service-account-credentials")
        {
            Description = "Let each controller act as a service account of its own.",
            DefaultValueFactory = static _ => true,
        };
        return Create("controller-manager", "Run the controllers alone.", [rootCa, accounts], async (result, clients, started, loggers, cancellation) =>
        {
            string? authority = result.GetValue(rootCa) is { } file ? await File.ReadAllTextAsync(file, cancellation) : null;
            started.Push(await ControllersRole.StartAsync(authority, clients, loggers, cancellation));
        }, accounts);
    }

    public static Command Scheduler() => Create("scheduler", "Run the scheduler alone.", [], async (_, clients, started, loggers, cancellation) =>
        started.Push(await SchedulerRole.StartAsync(clients, loggers, cancellation)));

    public static Command Proxy()
    {
        var flags = new NodeFlags();
        return Create("proxy", "Run the service proxy alone. Needs root.", [flags.NodeName, flags.ClusterCidr, flags.ServiceCidr], async (result, clients, started, loggers, cancellation) =>
            started.Push(await ProxyRole.StartAsync(ProxyRole.OptionsOf(flags.Read(result)), clients, loggers, cancellation)));
    }

    internal static Command Create(string name, string description, Option[] options, StartRole start, Option<bool>? asServiceAccounts = null)
    {
        var kubeconfig = new Option<string>("--kubeconfig")
        {
            Description = "How to reach the API server, and as whom.",
            Required = true,
            HelpName = "FILE",
        };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Log every decision." };
        var command = new Command(name, description) { kubeconfig, verbose };
        foreach (var option in options) command.Options.Add(option);
        command.Run(async (result, cancellation) =>
        {
            using var loggers = Logging.Create(result.GetValue(verbose));
            using var clients = new SeparateClients(result.GetValue(kubeconfig)!, asServiceAccounts is not null && result.GetValue(asServiceAccounts));
            await using var started = new RoleStack();
            try
            {
                await start(result, clients.Create, started, loggers, cancellation);
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // SIGTERM or SIGINT: the stack stops what runs.
            }
            return 0;
        });
        return command;
    }
}
