using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Netes.Kubelet.Server;

/// <summary>
/// The kubelet's HTTPS server: what the API server (logs, exec, attach, port-forward) and monitoring ask a node for.
/// https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
/// </summary>
internal sealed class KubeletServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly IReadOnlyDictionary<string, RequestDelegate> handlers;

    private KubeletServer(WebApplication application, IReadOnlyDictionary<string, RequestDelegate> handlers)
    {
        this.application = application;
        this.handlers = handlers;
    }

    public int Port { get; private set; }

    /// <param name="handlers">By the path's first segment, e.g. <c>containerLogs</c>.</param>
    public static async Task<KubeletServer> StartAsync(
        KubeletServerOptions options,
        IReadOnlyDictionary<string, RequestDelegate> handlers,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1; // every stream here is an upgrade, which HTTP/2 has not
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = options.Certificate,
                    ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                    CheckCertificateRevocation = false,
                    ClientCertificateValidation = (certificate, _, _) => CallerAuthentication.IsTrusted(
                        certificate, options.ClientCertificateAuthorities, time.GetLocalNow().DateTime),
                });
            });
        });
        var application = builder.Build();
        var server = new KubeletServer(application, handlers);
        application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        application.Run(server.HandleAsync);
        try
        {
            await application.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        server.Port = new Uri(addresses!.Addresses.First().Replace("[::]", "localhost", StringComparison.Ordinal)).Port;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        // Streams that clients hold open end now; nobody is waited for.
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await application.StopAsync(now.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await application.DisposeAsync().ConfigureAwait(false);
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Connection.ClientCertificate is not { } certificate)
        {
            await AnswerAsync(context, HttpStatusCode.Unauthorized, "Unauthorized").ConfigureAwait(false);
            return;
        }

        var path = (context.Request.Path.Value ?? "/").TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? path : path[..slash];
        if (!CallerAuthentication.MayCall(certificate))
        {
            var user = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
            await AnswerAsync(
                context, HttpStatusCode.Forbidden,
                $"Forbidden (user={user}, verb={Verb(context.Request.Method)}, resource=nodes, subresource=proxy)")
                .ConfigureAwait(false);
            return;
        }

        if (!handlers.TryGetValue(first, out var handler))
        {
            await AnswerAsync(context, HttpStatusCode.NotFound, "404 page not found\n").ConfigureAwait(false);
            return;
        }

        try
        {
            await handler(context).ConfigureAwait(false);
        }
        catch (KubeletRequestException e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, e.Status, e.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
    }

    internal static Task AnswerAsync(HttpContext context, HttpStatusCode status, string text)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static string Verb(string method) => method switch
    {
        "GET" or "HEAD" => "get",
        "POST" => "create",
        "PUT" => "update",
        "DELETE" => "delete",
        _ => method.ToLowerInvariant(),
    };
}

/// <summary>A request that can't be served; the message is what the client is told.</summary>
internal sealed class KubeletRequestException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;
}
