using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>
/// Posts AdmissionReviews to one webhook, at its URL or through its Service, over connections that are kept. Every failure is told
/// in the words of upstream's client.
/// </summary>
internal sealed class WebhookClient
{
    private const int DefaultPort = 443;

    /// <summary>An answer may hold a patch as large as any object, in base64.</summary>
    private const int LargestAnswer = 8 * 1024 * 1024;
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly Uri address;
    private readonly ServiceReference? service;
    private readonly WebhookTrust trust;
    private readonly HttpMessageInvoker http;
    private ServiceResolver? resolver;

    public WebhookClient(WebhookClientConfig config)
    {
        service = config.Service;
        trust = new WebhookTrust(config.CaBundle);
        string path = service?.Path ?? "";
        address = service is { } s
            ? new Uri($"https://{s.Name}.{s.Namespace}.svc:{s.Port ?? DefaultPort}/{path.TrimStart('/')}")
            : new Uri(config.Url ?? "");
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trust.Validate },
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            ConnectCallback = ConnectAsync,
        });
    }

    /// <returns>The answer's body.</returns>
    /// <exception cref="WebhookException">There is none within the time.</exception>
    public async Task<byte[]> PostAsync(string webhook, byte[] review, TimeSpan timeout, ServiceResolver services, CancellationToken cancellationToken)
    {
        resolver = services;
        string uri = Uri.EscapeDataString((timeout.TotalSeconds).ToString("0", CultureInfo.InvariantCulture) + "s");
        string target = address.GetLeftPart(UriPartial.Path) + (address.Query.Length > 0 ? address.Query + "&" : "?") + "timeout=" + uri;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(review) };
            message.Content.Headers.ContentType = Json;
            message.Headers.TryAddWithoutValidation("Accept", "application/json, */*");
            message.Headers.TryAddWithoutValidation("User-Agent", "kube-apiserver-admission");
            using HttpResponseMessage answer = await http.SendAsync(message, limit.Token);
            byte[] body = await ReadAsync(webhook, answer, limit.Token);
            return answer.StatusCode is >= HttpStatusCode.OK and <= HttpStatusCode.PartialContent ? body
                : throw new WebhookException(webhook, "failed to call webhook: " + WebhookStatus.Tell((int)answer.StatusCode, body));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(webhook, target, "context deadline exceeded");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Failed(webhook, target, Tell(e));
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        DnsEndPoint target = context.DnsEndPoint;
        (string host, int port) = service is null ? (target.Host, target.Port)
            : await resolver!.ResolveAsync(service.Namespace, service.Name, service.Port ?? DefaultPort, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException(Tell(e, host, port), e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<byte[]> ReadAsync(string webhook, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        byte[] part = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(part, cancellationToken)) > 0)
        {
            if (buffer.Length + read > LargestAnswer) throw new WebhookException(webhook, $"received invalid webhook response: it is larger than {LargestAnswer} bytes");
            buffer.Write(part, 0, read);
        }
        return buffer.ToArray();
    }

    private static WebhookException Failed(string webhook, string target, string why) =>
        new(webhook, $"failed to call webhook: Post {GoValue.Quote(target)}: {why}");

    private string Tell(Exception e)
    {
        for (Exception? at = e; at is not null; at = at.InnerException)
        {
            if (at is System.Security.Authentication.AuthenticationException) return trust.LastRefusal ?? "remote error: " + at.Message;
            if (at is IOException { InnerException: SocketException } or ServiceException) return at.Message;
            if (at is SocketException or EndOfStreamException) return "EOF";
        }
        return e.Message;
    }

    private static string Tell(SocketException e, string host, int port)
    {
        string where = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";
        return e.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => $"dial tcp {where}: connect: connection refused",
            SocketError.HostUnreachable => $"dial tcp {where}: connect: no route to host",
            SocketError.NetworkUnreachable => $"dial tcp {where}: connect: network is unreachable",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"dial tcp: lookup {host}: no such host",
            SocketError.TimedOut => $"dial tcp {where}: i/o timeout",
            _ => $"dial tcp {where}: {e.Message}",
        };
    }
}
