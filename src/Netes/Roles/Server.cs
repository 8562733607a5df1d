using System.Net;
using Microsoft.Extensions.Logging;
using Netes.Commands;
using Netes.Kubelet.Server;

namespace Netes.Roles;

/// <summary>
/// A node in one process. The API server comes first; containerd starts beside it, for it takes longest; then every other role, as
/// an ordinary client with an identity of its own. They stop in the opposite order. Containers run on.
/// </summary>
internal static partial class Server
{
    public static async Task<int> RunAsync(NodeOptions options, CancellationToken cancellation)
    {
        options.Data.Create();
        using var pidFile = PidFile.Take(options.Data.PidFile);
        using var loggers = Logging.Create(options.Verbose);
        var logger = loggers.CreateLogger("netes");
        await using var started = new RoleStack();
        try
        {
            await StartAsync(options, loggers, started, cancellation);
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Log.Stopping(logger);
        }
        return 0;
    }

    private static async Task StartAsync(NodeOptions options, ILoggerFactory loggers, RoleStack started, CancellationToken cancellation)
    {
        bool runsPods = !options.Disabled.Contains("kubelet");
        if (runsPods) Requirements.Check();
        var address = NodeAddress.Choose(options);
        var layout = new NodeLayout(options.Data);
        var runtime = runsPods ? RuntimeRole.StartAsync(options, layout, loggers, cancellation) : null;
        bool runtimeHeld = false;
        try
        {
            var api = started.Push(await ApiServerRole.StartAsync(options, address, loggers, cancellation));
            if (!options.Disabled.Contains("controller-manager")) started.Push(await ControllersRole.StartAsync(api.Host.Certificates.AuthorityPem, api.Client, loggers, cancellation));
            if (!options.Disabled.Contains("scheduler")) started.Push(await SchedulerRole.StartAsync(api.Client, loggers, cancellation));
            if (!options.Disabled.Contains("proxy")) started.Push(await ProxyRole.StartAsync(ProxyRole.OptionsOf(options), api.Client, loggers, cancellation));
            if (runtime is not null)
            {
                // Below the kubelet, so that it stops after it.
                started.Push(await runtime);
                runtimeHeld = true;
                started.Push(await KubeletRole.StartAsync(
                    KubeletRole.OptionsOf(options, layout, address), ServingOptions(options, api, address), (await runtime).Runtime, api.Client, loggers, cancellation));
            }
        }
        catch
        {
            if (runtime is not null && !runtimeHeld) await EndStartAsync(runtime, started);
            throw;
        }
    }

    /// <summary>containerd may still be starting when something else failed: what it becomes must be stopped too.</summary>
    private static async Task EndStartAsync(Task<RuntimeRole> runtime, RoleStack started)
    {
        await Task.WhenAny(runtime);
        if (runtime.IsCompletedSuccessfully) started.Push(await runtime);
    }

    private static KubeletServerOptions ServingOptions(NodeOptions options, ApiServerRole api, IPAddress address) => new()
    {
        Certificate = api.Host.Certificates.Server("kubelet", $"system:node:{options.NodeName}", [options.NodeName, "localhost"], [address, IPAddress.Loopback]).Load(),
        ClientCertificateAuthorities = [api.Host.Certificates.Authority],
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "stopping; containers run on")]
        public static partial void Stopping(ILogger logger);
    }
}
