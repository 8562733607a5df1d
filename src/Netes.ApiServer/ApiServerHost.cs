using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Netes.ApiServer.Access;
using Netes.ApiServer.Access.Certificates;
using Netes.ApiServer.Http;
using Netes.Storage;

namespace Netes.ApiServer;

/// <summary>
/// The API server: listens with HTTPS and serves clients in the same process without a socket. The store is the caller's, and
/// must be open from before the start to after the stop.
/// </summary>
public sealed partial class ApiServerHost : IAsyncDisposable
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private readonly ApiServerOptions options;
    private readonly ILoggerFactory loggers;
    private readonly ApiServerParts parts;
    private readonly CancellationTokenSource stopping = new();
    private WebApplication? web;

    public ApiServerHost(ApiServerOptions options, IStore store, TimeProvider time, ILoggerFactory loggers)
    {
        this.options = options;
        this.loggers = loggers;
        Certificates = ClusterCertificates.LoadOrCreate(Path.Combine(options.DataDirectory, "tls"), time);
        parts = new ApiServerParts(options, Certificates, store, time, loggers, stopping.Token);
    }

    /// <summary>The cluster's authority, for certificates of other components.</summary>
    public ClusterCertificates Certificates { get; }

    /// <summary>The port that it listens on; 0 while it doesn't.</summary>
    public int Port { get; private set; }

    /// <summary>Where clients on this machine reach the server.</summary>
    public Uri Address => new($"https://127.0.0.1:{(Port > 0 ? Port : options.HttpsPort ?? 6443)}");

    /// <summary>
    /// Creates what a fresh cluster holds, and listens. When this returns, /readyz is ok.
    /// </summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await parts.PrepareAsync(cancellationToken);
        if (options.HttpsPort is { } port)
        {
            web = BuildListener(port);
            await web.StartAsync(cancellationToken);
            Port = new Uri(web.Urls.First()).Port;
        }
        await parts.PublishEndpointAsync(Port, cancellationToken);
        parts.IsReady = true;
        Log.Started(loggers.CreateLogger<ApiServerHost>(), Address);
    }

    /// <summary>Ends watches, lets other requests finish, and stops listening.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await stopping.CancelAsync();
        if (web is null) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopTime);
        await web.StopAsync(limit.Token);
        await web.DisposeAsync();
        web = null;
    }

    /// <summary>
    /// A transport for clients in this process: its requests enter the pipeline without a socket, as the given user. Any address
    /// will do as the requests' base address.
    /// </summary>
    public HttpMessageHandler CreateInMemoryHandler(string userName, params string[] groups) =>
        new InMemoryHandler(parts.Pipeline.HandleAsync, new UserInfo(userName, groups).Authenticated());

    /// <summary>A kubeconfig's text for a user with a certificate of the cluster's authority.</summary>
    /// <param name="fileName">The name of the certificate's files, such as "admin".</param>
    public string Kubeconfig(string fileName, string userName, params string[] groups) =>
        Access.Certificates.Kubeconfig.Text(Address, Certificates.AuthorityPem, userName, Certificates.Client(fileName, userName, groups));

    /// <summary>The kubeconfig of the cluster's administrator.</summary>
    public string AdminKubeconfig() => Kubeconfig("admin", "kubernetes-admin", UserInfo.MastersGroup);

    private WebApplication BuildListener(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime>(new CallersLifetime());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, port));
        WebApplication application = builder.Build();
        application.Run(parts.Pipeline.HandleAsync);
        return application;
    }

    private void Configure(KestrelServerOptions kestrel, int port)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;               // the pipeline has its own limit, with a Status
        kestrel.Limits.MinResponseDataRate = null;              // watches are idle for long
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(3);
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;    // one connection carries all watches of an informer factory
        kestrel.Limits.Http2.InitialConnectionWindowSize = 1 << 22;
        kestrel.Limits.Http2.InitialStreamWindowSize = 1 << 20;
        var serving = parts.ServingCertificate.Load();
        kestrel.Listen(options.BindAddress, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = serving,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                // Who it belongs to and whether it holds is authentication's to say, with a Status.
                ClientCertificateValidation = static (_, _, _) => true,
            });
        });
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await parts.DisposeAsync();
        stopping.Dispose();
    }

    /// <summary>Signals are the program's to take: it stops its parts in their order.</summary>
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "the API server is ready at {Address}")]
        public static partial void Started(ILogger logger, Uri address);
    }
}
