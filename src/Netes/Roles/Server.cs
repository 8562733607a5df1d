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
        var started = new Stack<IAsyncDisposable>();
        try
        {
            await StartAsync(options, loggers, started, cancellation);
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Log.Stopping(logger);
        }
        finally
        {
            while (started.TryPop(out var role)) await role.DisposeAsync();
        }
        return 0;
    }

    private static async Task StartAsync(NodeOptions options, ILoggerFactory loggers, Stack<IAsyncDisposable> started, CancellationToken cancellation)
    {
        bool runsPods = !options.Disabled.Contains("kubelet");
        if (runsPods) Requirements.Check();
        var address = NodeAddress.Choose(options);
        var layout = new NodeLayout(options.Data);
        var runtime = runsPods ? RuntimeRole.StartAsync(options, layout, loggers, cancellation) : null;
        try
        {
            var api = await ApiServerRole.StartAsync(options, address, loggers, cancellation);
            started.Push(api);
            if (!options.Disabled.Contains("controller-manager")) started.Push(await ControllersRole.StartAsync(api.Host.Certificates.AuthorityPem, api.Client, loggers, cancellation));
            if (!options.Disabled.Contains("scheduler")) started.Push(await SchedulerRole.StartAsync(api.Client, loggers, cancellation));
            if (!options.Disabled.Contains("proxy")) started.Push(await ProxyRole.StartAsync(ProxyRole.OptionsOf(options), api.Client, loggers, cancellation));
            if (runtime is not null)
            {
                // Below the kubelet, so that it stops after it.
                started.Push(await runtime);
                started.Push(await KubeletRole.StartAsync(
                    KubeletRole.OptionsOf(options, layout, address), ServingOptions(options, api, address), (await runtime).Runtime, api.Client, loggers, cancellation));
            }
        }
        catch
        {
            if (runtime is { IsCompletedSuccessfully: true } && !started.Contains(await runtime)) started.Push(await runtime);
            throw;
        }
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
