using Microsoft.Extensions.Logging;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Scheduler;

namespace Netes.Roles;

/// <summary>The scheduler.</summary>
internal sealed class SchedulerRole(KubeClient client, InformerFactory informers, SchedulerHost host) : IAsyncDisposable
{
    public static async Task<SchedulerRole> StartAsync(ClientFactory clients, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var client = clients("system:kube-scheduler", "system:authenticated");
        var informers = new InformerFactory(client, TimeProvider.System, loggers);
        var host = new SchedulerHost(client, informers, new SchedulerOptions(), TimeProvider.System, loggers);
        await host.StartAsync(cancellation);
        return new SchedulerRole(client, informers, host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await informers.DisposeAsync();
        client.Dispose();
    }
}
