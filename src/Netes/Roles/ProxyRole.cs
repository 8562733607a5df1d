using Microsoft.Extensions.Logging;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Commands;
using Netes.Network.Proxy;

namespace Netes.Roles;

/// <summary>Makes a client for a user with groups: in memory, or from a kubeconfig that has one identity for all.</summary>
internal delegate KubeClient ClientFactory(string user, params string[] groups);

/// <summary>The service proxy. Stopping leaves its rules: traffic flows on while the program restarts.</summary>
internal sealed class ProxyRole(KubeClient client, InformerFactory informers, ServiceProxy proxy) : IAsyncDisposable
{
    public static async Task<ProxyRole> StartAsync(ProxyOptions options, ClientFactory clients, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var client = clients("system:kube-proxy", "system:authenticated");
        var informers = new InformerFactory(client, TimeProvider.System, loggers);
        var role = new ProxyRole(client, informers, new ServiceProxy(informers, options, new NftablesProcess(), TimeProvider.System, loggers));
        await role.StartAsync(cancellation);
        return role;
    }

    public static ProxyOptions OptionsOf(NodeOptions options) => new()
    {
        Node = new NodeFacts(options.NodeName),
        ClusterCidrs = [options.ClusterCidr.ToString()],
        ServiceCidrs = [options.ServiceCidr.ToString()],
    };

    private Task StartAsync(CancellationToken cancellation) => proxy.StartAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        await informers.DisposeAsync();
        client.Dispose();
    }
}
