using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Netes.Api.CoreV1;
using Netes.ApiServer.Access.Certificates;
using Netes.ApiServer.Http;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Kubelets;

/// <summary>
/// Passes requests on to the kubelet of a Pod's node, as the server's own client certificate. Logs are plain answers; exec,
/// attach and port-forward upgrade the connection, whose bytes are then copied both ways unread: the kubelet speaks the
/// streaming protocols itself.
/// </summary>
internal sealed class KubeletProxy
{
    private const int DefaultKubeletPort = 10250;
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    private readonly ResourceStore pods;
    private readonly ResourceStore nodes;
    private readonly X509Certificate2 client;
    private readonly X509Certificate2 authority;
    private readonly HttpMessageInvoker http;

    public KubeletProxy(ResourceRegistry registry, IssuedCertificate client, X509Certificate2 authority)
    {
        pods = registry.Get("", "v1", "pods");
        nodes = registry.Get("", "v1", "nodes");
        this.client = client.Load();
        this.authority = authority;
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            SslOptions = TlsOptions(""),
            ConnectTimeout = ConnectTime,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        });
    }

    public async Task LogAsync(ApiRequest request, ResourceStore store)
    {
        Pod pod = await PodAsync(request);
        string container = PodContainers.Choose(pod, request.Query("container") ?? "");
        if (pod.Spec.NodeName.Length == 0)
        {
            // Nothing ran yet, so there is nothing to read.
            await ResponseBody.WriteTextAsync(request.Http, 200, "");
            return;
        }
        var query = new QueryString();
        foreach (string name in (string[])["follow", "insecureSkipTLSVerifyBackend", "limitBytes", "previous", "sinceSeconds", "sinceTime", "stream", "tailLines", "timestamps"])
        {
            if (request.Query(name) is { } value) query = query.Add(name, value);
        }
        await ForwardAsync(request, pod.Spec.NodeName, $"/containerLogs/{pod.Metadata.Namespace}/{pod.Metadata.Name}/{container}{query}", "text/plain");
    }

    public Task ExecAsync(ApiRequest request, ResourceStore store) => StreamContainerAsync(request, "exec");

    public Task AttachAsync(ApiRequest request, ResourceStore store) => StreamContainerAsync(request, "attach");

    public async Task PortForwardAsync(ApiRequest request, ResourceStore store)
    {
        Pod pod = await ScheduledPodAsync(request);
        var query = new QueryString();
        foreach (string? port in request.Http.Request.Query["ports"]) query = query.Add("ports", port ?? "");
        await UpgradeAsync(request, pod.Spec.NodeName, $"/portForward/{pod.Metadata.Namespace}/{pod.Metadata.Name}{query}");
    }

    /// <summary>nodes/NAME/proxy/PATH: the kubelet's own pages.</summary>
    public Task NodeProxyAsync(ApiRequest request, ResourceStore store) =>
        ForwardAsync(request, request.Name, "/" + (request.Info.Rest ?? "") + request.Http.Request.QueryString, null);

    private async Task StreamContainerAsync(ApiRequest request, string verb)
    {
        Pod pod = await ScheduledPodAsync(request);
        string container = PodContainers.Choose(pod, request.Query("container") ?? "");
        var query = new QueryString();
        foreach (string? argument in request.Http.Request.Query["command"]) query = query.Add("command", argument ?? "");
        foreach ((string from, string to) in ((string, string)[])[("stdin", "input"), ("stdout", "output"), ("stderr", "error"), ("tty", "tty")])
        {
            if (request.Query(from) is { } value && QueryValues.IsTrue(value)) query = query.Add(to, "1");
        }
        await UpgradeAsync(request, pod.Spec.NodeName, $"/{verb}/{pod.Metadata.Namespace}/{pod.Metadata.Name}/{container}{query}");
    }

    private async ValueTask<Pod> PodAsync(ApiRequest request)
    {
        ResourceItem item = await pods.GetAsync(request.Namespace, request.Name, request.Cancellation) ?? throw request.NotFound();
        return (Pod)item.Shared;
    }

    private async ValueTask<Pod> ScheduledPodAsync(ApiRequest request)
    {
        Pod pod = await PodAsync(request);
        return pod.Spec.NodeName.Length > 0 ? pod : throw ApiErrors.BadRequest($"pod {pod.Metadata.Name} does not have a host assigned");
    }

    /// <summary>Where a node's kubelet listens.</summary>
    private async ValueTask<(string Host, int Port)> FindAsync(string node, CancellationToken cancellationToken)
    {
        ResourceItem item = await nodes.GetAsync("", node, cancellationToken) ?? throw ApiErrors.NotFound("", "nodes", node);
        var status = ((Node)item.Shared).Status;
        int port = status.DaemonEndpoints.KubeletEndpoint.Port is > 0 and int given ? given : DefaultKubeletPort;
        string[] preferred = ["Hostname", "InternalDNS", "InternalIP", "ExternalDNS", "ExternalIP"];
        NodeAddress address = (status.Addresses ?? []).Where(a => a.Type is "InternalIP" or "ExternalIP" || Array.IndexOf(preferred, a.Type) >= 0)
            .OrderBy(a => a.Type == "InternalIP" ? 0 : a.Type == "ExternalIP" ? 1 : 2).FirstOrDefault()
            ?? throw ApiErrors.Internal($"no preferred addresses found; known addresses: []");
        return (address.Address, port);
    }

    private async Task ForwardAsync(ApiRequest request, string node, string pathAndQuery, string? contentType)
    {
        (string host, int port) = await FindAsync(node, request.Cancellation);
        HttpContext context = request.Http;
        using var message = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"https://{Bracketed(host)}:{port}{pathAndQuery}");
        if (context.Request.ContentLength > 0) message.Content = new StreamContent(context.Request.Body);
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(message, request.Cancellation);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(pathAndQuery, host, port, e);
        }
        using (answer)
        {
            if (contentType is not null && !answer.IsSuccessStatusCode)
                throw await FailedAsync(request, answer);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = contentType ?? answer.Content.Headers.ContentType?.ToString();
            await context.Response.StartAsync(request.Cancellation);
            await CopyAsync(await answer.Content.ReadAsStreamAsync(request.Cancellation), context.Response.Body, request.Cancellation);
        }
    }

    private static async ValueTask<ApiException> FailedAsync(ApiRequest request, HttpResponseMessage answer)
    {
        string text = (await answer.Content.ReadAsStringAsync(request.Cancellation)).Trim();
        return (int)answer.StatusCode switch
        {
            400 => ApiErrors.BadRequest(text),
            404 => new ApiException(new ApiFailure(404, "NotFound", $"the server could not find the requested resource ( pods/log {request.Name})")
            {
                Details = new FailureDetails(request.Name, "", "pods/log"),
            }),
            _ => ApiErrors.Internal(text.Length > 0 ? text : $"the kubelet answered {(int)answer.StatusCode}"),
        };
    }

    /// <summary>Sends the client's upgrade to the kubelet and joins the two connections.</summary>
    private async Task UpgradeAsync(ApiRequest request, string node, string pathAndQuery)
    {
        HttpContext context = request.Http;
        IHttpUpgradeFeature? upgrade = context.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true }) throw ApiErrors.BadRequest("Upgrade request required");
        (string host, int port) = await FindAsync(node, request.Cancellation);
        await using Stream kubelet = await ConnectAsync(host, port, pathAndQuery, request.Cancellation);
        await kubelet.WriteAsync(UpgradeRequest(context.Request, host, port, pathAndQuery), request.Cancellation);
        UpgradeAnswer answer = await UpgradeAnswer.ReadAsync(kubelet, request.Cancellation);
        if (answer.Code != 101)
        {
            context.Response.StatusCode = answer.Code;
            if (answer.Headers.TryGetValue("Content-Type", out StringValues type)) context.Response.ContentType = type;
            await context.Response.StartAsync(request.Cancellation);
            await context.Response.Body.WriteAsync(answer.Rest, request.Cancellation);
            if (answer.Rest.Length < answer.ContentLength) await CopyAsync(kubelet, context.Response.Body, request.Cancellation);
            return;
        }
        foreach ((string name, StringValues value) in answer.Headers)
        {
            if (!name.Equals("Connection", StringComparison.OrdinalIgnoreCase)) context.Response.Headers[name] = value;
        }
        await using Stream caller = await upgrade.UpgradeAsync();
        if (answer.Rest.Length > 0) await caller.WriteAsync(answer.Rest, request.Cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(request.Cancellation);
        Task toKubelet = CopyAsync(caller, kubelet, end.Token);
        Task toCaller = CopyAsync(kubelet, caller, end.Token);
        await Task.WhenAny(toKubelet, toCaller);
        // The kubelet ends a session; a caller that only closed its half still gets the rest.
        if (!toCaller.IsCompleted) await Task.WhenAny(toCaller, Task.Delay(TimeSpan.FromSeconds(1), end.Token));
        await end.CancelAsync();
        await Task.WhenAll(toKubelet, toCaller);
    }

    private async ValueTask<Stream> ConnectAsync(string host, int port, string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectTime);
        try
        {
            await socket.ConnectAsync(host, port, limit.Token);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(TlsOptions(host), limit.Token);
            return tls;
        }
        catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException or OperationCanceledException)
        {
            socket.Dispose();
            throw Unreachable(path, host, port, e);
        }
    }

    private SslClientAuthenticationOptions TlsOptions(string host) => new()
    {
        TargetHost = host,
        ClientCertificates = [client],
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 given && IsOurs(given),
    };

    /// <summary>Kubelets serve with certificates of the cluster's authority; which of their addresses was dialled is no matter.</summary>
    private bool IsOurs(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static byte[] UpgradeRequest(HttpRequest request, string host, int port, string pathAndQuery)
    {
        var text = new StringBuilder($"{request.Method} {pathAndQuery} HTTP/1.1\r\nHost: {Bracketed(host)}:{port}\r\nConnection: Upgrade\r\n");
        foreach ((string name, StringValues values) in request.Headers)
        {
            bool passes = name.Equals("Upgrade", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase)
                || name.Equals("X-Stream-Protocol-Version", StringComparison.OrdinalIgnoreCase) || name.Equals("Origin", StringComparison.OrdinalIgnoreCase)
                || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
            if (!passes) continue;
            foreach (string? value in values) text.Append(name).Append(": ").Append(value).Append("\r\n");
        }
        return Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await to.FlushAsync(cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Either end may go at any time: that is how these streams end.
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ApiException Unreachable(string path, string host, int port, Exception why) =>
        ApiErrors.Plain($"Get \"https://{Bracketed(host)}:{port}{path}\": {why.Message}");

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
}
