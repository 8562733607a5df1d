using System.Net;
using Microsoft.Extensions.Logging;
using Netes.Client;
using Netes.Kubelet;
using Netes.Kubelet.Runtime;
using Netes.Kubelet.Server;

namespace Netes.Roles;

/// <summary>The kubelet. Stopping leaves the containers running.</summary>
internal sealed class KubeletRole(KubeClient client, KubeletHost host, KubeletServing endpoint) : IAsyncDisposable
{
    public static async Task<KubeletRole> StartAsync(
        KubeletOptions options, KubeletServerOptions server, ContainerdRuntime runtime, ClientFactory clients, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var client = clients($"system:node:{options.NodeName}", "system:nodes", "system:authenticated");
        var host = await KubeletHost.StartAsync(options, client, runtime, TimeProvider.System, loggers, cancellation);
        try
        {
            var endpoint = await KubeletServing.StartAsync(server, options, host, runtime, TimeProvider.System, loggers, cancellation);
            return new KubeletRole(client, host, endpoint);
        }
        catch
        {
            await host.DisposeAsync();
            client.Dispose();
            throw;
        }
    }

    public static KubeletOptions OptionsOf(Commands.NodeOptions options, NodeLayout layout, IPAddress address) => new()
    {
        NodeName = options.NodeName,
        Directory = layout.Kubelet,
        NodeAddresses = [address],
        PodCidr = options.PodCidr.ToString(),
    };

    public async ValueTask DisposeAsync()
    {
        await endpoint.DisposeAsync();
        await host.DisposeAsync();
        client.Dispose();
    }
}
