using System.Net;
using Microsoft.Extensions.Logging;
using Netes.ApiServer;
using Netes.ApiServer.Access.Certificates;
using Netes.Client;
using Netes.Commands;
using Netes.Storage;
using Netes.Storage.Sqlite;

namespace Netes.Roles;

/// <summary>The API server over its SQLite store, and the kubeconfigs of the administrator.</summary>
internal sealed class ApiServerRole : IAsyncDisposable
{
    private static readonly Uri InMemory = new("http://netes.invalid");

    private readonly NodeOptions _options;
    private readonly SqliteStore _store;

    private ApiServerRole(NodeOptions options, SqliteStore store, ApiServerHost host)
    {
        _options = options;
        _store = store;
        Host = host;
    }

    public ApiServerHost Host { get; }

    public static async Task<ApiServerRole> StartAsync(NodeOptions options, IPAddress nodeAddress, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var store = SqliteStore.Open(new SqliteStoreOptions { Path = options.Data.Combine("netes.db") }, TimeProvider.System, loggers.CreateLogger<SqliteStore>());
        var host = new ApiServerHost(new ApiServerOptions
        {
            DataDirectory = options.Data.Path,
            HttpsPort = options.HttpsPort,
            BindAddress = options.BindAddress,
            AdvertiseAddress = nodeAddress,
            ServingNames = [options.NodeName],
            ServingAddresses = [nodeAddress],
            ServiceCidr = options.ServiceCidr,
            TokenAuthFile = options.TokenAuthFile,
        }, store, TimeProvider.System, loggers);
        var role = new ApiServerRole(options, store, host);
        try
        {
            await host.StartAsync(cancellation);
            role.WriteKubeconfigs();
            return role;
        }
        catch
        {
            await role.DisposeAsync();
            throw;
        }
    }

    private void WriteKubeconfigs()
    {
        string kubeconfig = Host.AdminKubeconfig();
        SecretFile.Write(_options.Data.AdminKubeconfig, kubeconfig);
        if (_options.WriteKubeconfig is { } copy) SecretFile.Write(copy, kubeconfig);
    }

    /// <summary>A client in this process with an identity of its own; its requests enter the pipeline without a socket.</summary>
    public KubeClient Client(string user, params string[] groups) =>
        new(Host.CreateInMemoryHandler(user, groups), InMemory, new KubeClientOptions { UserAgent = $"netes/{user}" });

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _store.DisposeAsync();
    }
}
