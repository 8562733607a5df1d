using System.Net;
using Microsoft.Extensions.Logging;
using Netes.Client;
using Netes.Kubelet;
using Netes.Kubelet.Runtime;

namespace Netes.Roles;

/// <summary>The kubelet. Stopping leaves the containers running.</summary>
internal sealed class KubeletRole(KubeClient client, KubeletHost host) : IAsyncDisposable
{
    public static async Task<KubeletRole> StartAsync(KubeletOptions options, ContainerdRuntime runtime, ClientFactory clients, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var client = clients($"system:node:{options.NodeName}", "system:nodes", "system:authenticated");
        return new KubeletRole(client, await KubeletHost.StartAsync(options, client, runtime, TimeProvider.System, loggers, cancellation));
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
        await host.DisposeAsync();
        client.Dispose();
    }
}
