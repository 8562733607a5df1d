using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Cri.V1;
using Netes.Kubelet.Server.Spdy;
using Netes.Kubelet.Server.Streams;

namespace Netes.Kubelet.Server;

/// <summary>
/// <c>/exec</c>, <c>/attach</c> and <c>/portForward</c>. The runtime gives a URL of its own streaming server for each
/// stream; what the client speaks decides how the two are joined:
/// <code>
/// exec, attach:  WebSocket, v5 … v1.channel.k8s.io      translated to SPDY, see CommandSession
/// portForward:   WebSocket, SPDY/3.1+portforward.k8s.io SPDY's bytes taken out of the messages, see WebSocketTunnel
/// all:           anything else (SPDY/3.1, WebSocket)    passed on as it is
/// </code>
/// </summary>
internal sealed class StreamHandler(PodContainerLookup lookup, IRuntimeService runtime)
{
    private const string TunnelPrefix = "SPDY/3.1+";

    private static readonly string[] PassedHeaders =
    [
        "Connection", "Upgrade", "X-Stream-Protocol-Version",
        "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions",
    ];

    public async Task ExecAsync(HttpContext context)
    {
        var (pod, container, streams) = await CommandAsync(context).ConfigureAwait(false);
        var request = new ExecRequest
        {
            ContainerId = container,
            Stdin = streams.Stdin,
            Stdout = streams.Stdout,
            Stderr = streams.Stderr,
            Tty = streams.Tty,
        };
        foreach (var word in context.Request.Query["command"]) request.Cmd.Add(word ?? "");
        await StreamCommandAsync(context, () => runtime.ExecAsync(request, context.RequestAborted), streams).ConfigureAwait(false);
    }

    public async Task AttachAsync(HttpContext context)
    {
        var (pod, container, streams) = await CommandAsync(context).ConfigureAwait(false);
        var name = Segments(context)[^1];
        var spec = (pod.Spec.Containers ?? []).Find(c => c.Name == name);
        // The container's terminal decides, not the client's wish.
        var tty = spec?.Tty ?? streams.Tty;
        streams = streams with { Tty = tty, Stderr = streams.Stderr && !tty };
        var request = new AttachRequest
        {
            ContainerId = container,
            Stdin = streams.Stdin,
            Stdout = streams.Stdout,
            Stderr = streams.Stderr,
            Tty = streams.Tty,
        };
        await StreamCommandAsync(context, () => runtime.AttachAsync(request, context.RequestAborted), streams).ConfigureAwait(false);
    }

    public async Task PortForwardAsync(HttpContext context)
    {
        if (Segments(context) is not [_, var @namespace, var name, ..])
            throw new KubeletRequestException(HttpStatusCode.BadRequest, "Missing namespace or pod name.");
        var pod = lookup.FindPod(@namespace, name);
        var sandbox = await lookup.ReadySandboxAsync(pod, context.RequestAborted).ConfigureAwait(false);
        var request = new PortForwardRequest { PodSandboxId = sandbox };
        foreach (var port in Ports(context.Request.Query["port"].Concat(context.Request.Query["ports"]))) request.Port.Add(port);
        var url = await UrlAsync(() => runtime.PortForwardAsync(request, context.RequestAborted)).ConfigureAwait(false);

        var tunnel = context.WebSockets.IsWebSocketRequest
            ? context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(p => p.StartsWith(TunnelPrefix, StringComparison.Ordinal))
            : null;
        if (tunnel is null)
        {
            await PassAsync(context, url).ConfigureAwait(false);
            return;
        }

        await using var upstream = await ConnectAsync(context, url, tunnel[TunnelPrefix.Length..]).ConfigureAwait(false);
        // Written by hand: .NET holds a name with a slash in it for none.
        context.Response.Headers.SecWebSocketProtocol = tunnel;
        using var socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        await WebSocketTunnel.RunAsync(socket, upstream.Stream, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary><c>/run/NAMESPACE/POD/CONTAINER?cmd=…</c>: runs a command to its end and answers with its output.</summary>
    public async Task RunAsync(HttpContext context)
    {
        if (Segments(context) is not [_, var @namespace, var name, .., var containerName] || Segments(context).Length < 4)
            throw new KubeletRequestException(HttpStatusCode.BadRequest, "Missing namespace, pod or container name.");
        var pod = lookup.FindPod(@namespace, name);
        var container = await lookup.RunningContainerAsync(pod, containerName, context.RequestAborted).ConfigureAwait(false);
        var command = (context.Request.Query["cmd"].FirstOrDefault() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var result = await runtime.ExecSyncAsync(container, command, TimeSpan.Zero, context.RequestAborted).ConfigureAwait(false);
        context.Response.ContentType = "text/plain";
        if (result.ExitCode != 0) context.Response.StatusCode = (int)HttpStatusCode.InternalServerError;
        await context.Response.Body.WriteAsync(result.Stdout, context.RequestAborted).ConfigureAwait(false);
        await context.Response.Body.WriteAsync(result.Stderr, context.RequestAborted).ConfigureAwait(false);
    }

    private static string[] Segments(HttpContext context) => (context.Request.Path.Value ?? "").Trim('/').Split('/');

    /// <summary>NAMESPACE/POD/CONTAINER or NAMESPACE/POD/UID/CONTAINER.</summary>
    private async Task<(Api.CoreV1.Pod Pod, string Container, CommandStreams Streams)> CommandAsync(HttpContext context)
    {
        var segments = Segments(context);
        if (segments.Length is not (4 or 5))
            throw new KubeletRequestException(HttpStatusCode.BadRequest, "Missing namespace, pod or container name.");
        CommandStreams streams;
        try
        {
            streams = CommandStreams.Parse(name => context.Request.Query[name].FirstOrDefault() is "1" or "true");
        }
        catch (FormatException e)
        {
            throw new KubeletRequestException(HttpStatusCode.BadRequest, e.Message);
        }

        var pod = lookup.FindPod(segments[1], segments[2]);
        var container = await lookup.RunningContainerAsync(pod, segments[^1], context.RequestAborted).ConfigureAwait(false);
        return (pod, container, streams);
    }

    private static async Task StreamCommandAsync(HttpContext context, Func<Task<string>> open, CommandStreams streams)
    {
        var url = await UrlAsync(open).ConfigureAwait(false);
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await PassAsync(context, url).ConfigureAwait(false);
            return;
        }

        var protocol = ChannelProtocol.Choose(context.WebSockets.WebSocketRequestedProtocols)
            ?? throw new KubeletRequestException(HttpStatusCode.BadRequest, "no protocol that the kubelet speaks was requested");
        var upstream = await ConnectAsync(context, url, "v4.channel.k8s.io").ConfigureAwait(false);
        await using var runtime = new SpdyConnection(upstream.Stream);
        using var socket = await context.WebSockets
            .AcceptWebSocketAsync(protocol.Name.Length > 0 ? protocol.Name : null).ConfigureAwait(false);
        await new CommandSession(socket, protocol, runtime, streams).RunAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Upgrades the runtime's URL to SPDY.</summary>
    private static async Task<UpgradedConnection> ConnectAsync(HttpContext context, Uri url, string protocol)
    {
        var upstream = await StreamingUpgrade.ConnectAsync(
            url, "POST",
            [
                KeyValuePair.Create("Connection", "Upgrade"),
                KeyValuePair.Create("Upgrade", "SPDY/3.1"),
                KeyValuePair.Create("X-Stream-Protocol-Version", protocol),
            ],
            context.RequestAborted).ConfigureAwait(false);
        if (upstream.IsUpgraded) return upstream;
        await upstream.DisposeAsync().ConfigureAwait(false);
        throw new KubeletRequestException((HttpStatusCode)upstream.Status, upstream.Body);
    }

    /// <summary>The client's own upgrade, passed on; afterwards bytes go both ways unseen.</summary>
    private static async Task PassAsync(HttpContext context, Uri url)
    {
        var upgrade = context.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true })
            throw new KubeletRequestException(HttpStatusCode.BadRequest, "Upgrade request required");
        var headers = PassedHeaders.SelectMany(
            name => context.Request.Headers[name].Select(value => KeyValuePair.Create(name, value ?? "")));
        await using var upstream = await StreamingUpgrade
            .ConnectAsync(url, context.Request.Method, headers, context.RequestAborted).ConfigureAwait(false);
        if (!upstream.IsUpgraded) throw new KubeletRequestException((HttpStatusCode)upstream.Status, upstream.Body);
        foreach (var header in upstream.Headers)
        {
            if (PassedHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
                || header.Key.Equals("Sec-WebSocket-Accept", StringComparison.OrdinalIgnoreCase))
                context.Response.Headers.Append(header.Key, new StringValues(header.Value));
        }

        await using var client = await upgrade.UpgradeAsync().ConfigureAwait(false);
        await StreamPipe.RunAsync(client, upstream.Stream, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<Uri> UrlAsync(Func<Task<string>> open)
    {
        try
        {
            return new Uri(await open().ConfigureAwait(false));
        }
        catch (CriException e)
        {
            var status = e.IsNotFound ? HttpStatusCode.NotFound
                : e.Code == Grpc.Core.StatusCode.ResourceExhausted ? HttpStatusCode.TooManyRequests
                : HttpStatusCode.InternalServerError;
            throw new KubeletRequestException(status, e.Message);
        }
    }

    private static IEnumerable<int> Ports(IEnumerable<string?> values)
    {
        foreach (var text in values.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (!ushort.TryParse(text, out var port) || port == 0)
                throw new KubeletRequestException(HttpStatusCode.BadRequest, $"unable to parse {text} as a port");
            yield return port;
        }
    }
}
