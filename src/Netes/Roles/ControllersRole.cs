using Microsoft.Extensions.Logging;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Controllers;

namespace Netes.Roles;

/// <summary>All controllers. They read through one set of informers and write each as its own service account.</summary>
internal sealed class ControllersRole(InformerFactory informers, ControllersHost host, IReadOnlyList<KubeClient> clients) : IAsyncDisposable
{
    private static readonly string[] ServiceAccountGroups = ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"];

    public static async Task<ControllersRole> StartAsync(string? rootCertificate, ClientFactory clients, ILoggerFactory loggers, CancellationToken cancellation)
    {
        List<KubeClient> made = [];
        KubeClient Client(string user, params string[] groups)
        {
            var client = clients(user, groups);
            made.Add(client);
            return client;
        }
        var informers = new InformerFactory(Client("system:kube-controller-manager", "system:authenticated"), TimeProvider.System, loggers);
        var host = new ControllersHost(
            informers,
            name => Client($"system:serviceaccount:kube-system:{name}", ServiceAccountGroups),
            new ControllerOptions { RootCertificate = rootCertificate }, TimeProvider.System, loggers);
        await host.StartAsync(cancellation);
        return new ControllersRole(informers, host, made);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await informers.DisposeAsync();
        foreach (var client in clients) client.Dispose();
    }
}
