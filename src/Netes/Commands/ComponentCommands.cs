using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Netes.Client;
using Netes.Kubelet.Server;
using Netes.Roles;

namespace Netes.Commands;

/// <summary>
/// One role alone, as a process of its own against any API server. It acts as the kubeconfig's user: give each role a kubeconfig
/// of its own identity.
/// </summary>
internal static class ComponentCommands
{
    private static Option<string> Kubeconfig() => new("--kubeconfig")
    {
        Description = "How to reach the API server, and as whom.",
        Required = true,
        HelpName = "FILE",
    };

    public static Command ControllerManager()
    {
        var rootCa = new Option<string>("--root-ca-file") { Description = "The cluster's authority, published in every namespace as kube-root-ca.crt.", HelpName = "FILE" };
        return Create("controller-manager", "Run the controllers alone.", [rootCa], async (result, clients, loggers, cancellation) =>
            await ControllersRole.StartAsync(result.GetValue(rootCa) is { } file ? await File.ReadAllTextAsync(file, cancellation) : null, clients, loggers, cancellation));
    }

    public static Command Scheduler() => Create("scheduler", "Run the scheduler alone.", [], async (_, clients, loggers, cancellation) =>
        await SchedulerRole.StartAsync(clients, loggers, cancellation));

    public static Command Proxy()
    {
        var flags = new NodeFlags();
        return Create("proxy", "Run the service proxy alone. Needs root.", [flags.NodeName, flags.ClusterCidr, flags.ServiceCidr], async (result, clients, loggers, cancellation) =>
            await ProxyRole.StartAsync(ProxyRole.OptionsOf(flags.Read(result)), clients, loggers, cancellation));
    }

    public static Command Kubelet()
    {
        var flags = new NodeFlags();
        var certificate = new Option<string>("--tls-cert-file") { Description = "The kubelet's serving certificate.", Required = true, HelpName = "FILE" };
        var key = new Option<string>("--tls-private-key-file") { Description = "Its key.", Required = true, HelpName = "FILE" };
        var authority = new Option<string>("--client-ca-file") { Description = "The authority of those who may call the kubelet.", Required = true, HelpName = "FILE" };
        return Create("kubelet", "Run the kubelet alone, with a containerd of its own. Needs root.",
            [flags.DataDir, flags.NodeName, flags.NodeIp, flags.ClusterCidr, flags.ServiceCidr, certificate, key, authority], async (result, clients, loggers, cancellation) =>
            {
                Requirements.Check();
                var options = flags.Read(result);
                options.Data.Create();
                var layout = new NodeLayout(options.Data);
                var address = NodeAddress.Choose(options);
                var runtime = await RuntimeRole.StartAsync(options, layout, loggers, cancellation);
                var authorities = new X509Certificate2Collection();
                authorities.ImportFromPemFile(result.GetValue(authority)!);
                var server = new KubeletServerOptions
                {
                    Certificate = X509Certificate2.CreateFromPemFile(result.GetValue(certificate)!, result.GetValue(key)!),
                    ClientCertificateAuthorities = authorities,
                };
                return await KubeletRole.StartAsync(KubeletRole.OptionsOf(options, layout, address), server, runtime.Runtime, clients, loggers, cancellation);
            });
    }

    private static Command Create(
        string name, string description, Option[] options, Func<ParseResult, ClientFactory, ILoggerFactory, CancellationToken, Task<IAsyncDisposable>> start)
    {
        var kubeconfig = Kubeconfig();
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Log every decision." };
        var command = new Command(name, description) { kubeconfig, verbose };
        foreach (var option in options) command.Options.Add(option);
        command.Run(async (result, cancellation) =>
        {
            using var loggers = Logging.Create(result.GetValue(verbose));
            string file = result.GetValue(kubeconfig)!;
            await using var role = await start(result, (_, _) => KubeClient.FromKubeconfig(file), loggers, cancellation);
            await WaitForSignalAsync(cancellation);
            return 0;
        });
        return command;
    }

    private static async Task WaitForSignalAsync(CancellationToken cancellation)
    {
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellation.Register(signalled.SetResult);
        await signalled.Task;
    }
}
