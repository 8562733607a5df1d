using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;

namespace Netes.Kubelet.Probes;

/// <summary>One probing's outcome.</summary>
/// <param name="Message">What the Unhealthy event tells.</param>
internal readonly record struct ProbeOutcome(ProbeResult Result, string Message);

/// <summary>Runs one probe once. https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/</summary>
internal sealed class ProbeRunner(IRuntimeService runtime, string kubeletVersion) : IDisposable
{
    private const int MaxBodyBytes = 10 << 10;

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        // Each probe is to see the server as a newcomer would.
        PooledConnectionLifetime = TimeSpan.Zero,
        // A probe asks whether the server answers, not who it is.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    });

    public async Task<ProbeOutcome> RunAsync(Probe probe, Container container, string containerId, string podIp, CancellationToken cancellation)
    {
        var timeout = TimeSpan.FromSeconds(Math.Max(probe.TimeoutSeconds, 1));
        if (probe.Exec is { } exec) return await ExecAsync(exec, containerId, timeout, cancellation);
        if (probe.HttpGet is { } get) return await HttpGetAsync(get, container, podIp, timeout, cancellation);
        if (probe.TcpSocket is { } tcp)
            return await TcpAsync(tcp.Host.Length > 0 ? tcp.Host : podIp, PortOf(tcp.Port, container), timeout, cancellation);
        if (probe.Grpc is { } grpc) return await GrpcHealth.CheckAsync(podIp, grpc, timeout, cancellation);
        return new ProbeOutcome(ProbeResult.Failure, $"missing probe handler for {container.Name}");
    }

    public async Task<ProbeOutcome> HttpGetAsync(
        HTTPGetAction get, Container container, string podIp, TimeSpan timeout, CancellationToken cancellation)
    {
        int port = PortOf(get.Port, container);
        if (port <= 0) return new ProbeOutcome(ProbeResult.Failure, $"couldn't find port \"{get.Port}\" in container \"{container.Name}\"");
        string scheme = get.Scheme.Length > 0 ? get.Scheme.ToLowerInvariant() : "http";
        string host = get.Host.Length > 0 ? get.Host : podIp;
        string path = get.Path.StartsWith('/') ? get.Path : "/" + get.Path;
        string url = $"{scheme}://{Bracket(host)}:{port.ToString(CultureInfo.InvariantCulture)}{path}";
        using var limit = new CancellationTokenSource(timeout);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var request = BuildRequest(get, url);
            using var response = await _http.SendAsync(request, both.Token);
            await DrainAsync(response, both.Token);
            int code = (int)response.StatusCode;
            return code is >= 200 and < 400
                ? new ProbeOutcome(ProbeResult.Success, "")
                : new ProbeOutcome(ProbeResult.Failure, $"HTTP probe failed with statuscode: {code.ToString(CultureInfo.InvariantCulture)}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ProbeOutcome(ProbeResult.Failure,
                $"Get \"{url}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException)
        {
            return new ProbeOutcome(ProbeResult.Failure, $"Get \"{url}\": {Explain(e, host, port)}");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A port by number, or by the name that the container gives it; 0 when there is none.</summary>
    internal static int PortOf(IntOrString port, Container container)
    {
        if (!port.IsString) return port.IntValue;
        foreach (var p in container.Ports ?? [])
            if (p.Name == port.StringValue) return p.ContainerPortValue;
        return int.TryParse(port.StringValue, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
    }

    private HttpRequestMessage BuildRequest(HTTPGetAction get, string url)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url)) { Version = HttpVersion.Version11 };
        foreach (var header in get.HttpHeaders ?? []) request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        if (!request.Headers.Contains("User-Agent")) request.Headers.TryAddWithoutValidation("User-Agent", $"kube-probe/{kubeletVersion}");
        if (!request.Headers.Contains("Accept")) request.Headers.TryAddWithoutValidation("Accept", "*/*");
        request.Headers.ConnectionClose = true;
        return request;
    }

    private static async Task DrainAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[MaxBodyBytes];
        await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
    }

    private static async Task<ProbeOutcome> TcpAsync(string host, int port, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(timeout);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, both.Token);
            return new ProbeOutcome(ProbeResult.Success, "");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ProbeOutcome(ProbeResult.Failure, $"dial tcp {Bracket(host)}:{port}: i/o timeout");
        }
        catch (SocketException e)
        {
            return new ProbeOutcome(ProbeResult.Failure, $"dial tcp {Bracket(host)}:{port}: {Describe(e)}");
        }
    }

    private async Task<ProbeOutcome> ExecAsync(ExecAction exec, string containerId, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            var result = await runtime.ExecSyncAsync(containerId, exec.Command ?? [], timeout, cancellation);
            string output = Truncate(result.Stdout, result.Stderr);
            return new ProbeOutcome(result.ExitCode == 0 ? ProbeResult.Success : ProbeResult.Failure, output);
        }
        catch (CriException e) when (e.IsDeadlineExceeded)
        {
            return new ProbeOutcome(ProbeResult.Failure,
                $"command timed out: \"{string.Join(' ', exec.Command ?? [])}\" timed out after {GoDuration.Format(timeout)}");
        }
        catch (CriException e)
        {
            return new ProbeOutcome(ProbeResult.Failure, e.Message);
        }
    }

    private static string Truncate(byte[] stdout, byte[] stderr)
    {
        string text = Encoding.UTF8.GetString(stdout) + Encoding.UTF8.GetString(stderr);
        return text.Length > MaxBodyBytes ? text[..MaxBodyBytes] : text;
    }

    /// <summary>Connection failures in the words that operators know from Go.</summary>
    private static string Explain(Exception e, string host, int port) =>
        e.InnerException is SocketException socket ? $"dial tcp {Bracket(host)}:{port}: {Describe(socket)}"
        : e is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } ? "EOF" : e.Message;

    private static string Describe(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connect: connection refused",
        SocketError.HostUnreachable => "connect: no route to host",
        SocketError.NetworkUnreachable => "connect: network is unreachable",
        SocketError.TimedOut => "i/o timeout",
        SocketError.ConnectionReset => "connection reset by peer",
        _ => e.Message,
    };

    private static string Bracket(string host) => host.Contains(':') ? $"[{host}]" : host;
}
