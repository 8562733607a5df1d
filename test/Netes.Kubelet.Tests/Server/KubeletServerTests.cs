using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Runtime;
using Netes.Kubelet.Server;
using Netes.Kubelet.Server.Spdy;
using Netes.Kubelet.Tests.Runtime;

namespace Netes.Kubelet.Tests.Server;

/// <summary>The kubelet's server in front of a real container.</summary>
public sealed class KubeletServerTests(RuntimeFixture fixture) : IAsyncDisposable
{
    private const string Subject = "CN=kube-apiserver-kubelet-client,O=system:masters";

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TestCertificates certificates = new();
    private readonly List<Func<ValueTask>> cleanUp = [];
    private int port;

    public async ValueTask DisposeAsync()
    {
        cleanUp.Reverse();
        foreach (var step in cleanUp) await step();
        certificates.Dispose();
    }

    [Fact]
    public async Task Request_ByWhomeverElse_IsRefused()
    {
        await StartServerAsync(new Dictionary<string, RequestDelegate> { ["healthz"] = c => c.Response.WriteAsync("ok") });
        using var nobody = Client(null);
        var anonymous = await nobody.GetAsync(Url("healthz"));
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        using var other = certificates.Client("CN=somebody,O=people");
        using var people = Client(other);
        var forbidden = await people.GetAsync(Url("healthz"));
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Equal("Forbidden (user=somebody, verb=get, resource=nodes, subresource=proxy)", await forbidden.Content.ReadAsStringAsync());
        using var admin = certificates.Client("CN=admin,O=system:masters");
        using var administrators = Client(admin);
        Assert.Equal("ok", await administrators.GetStringAsync(Url("healthz")));
        Assert.Equal(HttpStatusCode.NotFound, (await administrators.GetAsync(Url("nothing"))).StatusCode);
        using var strangers = new TestCertificates();
        using var stranger = strangers.Client(Subject);
        using var unknown = Client(stranger);
        await Assert.ThrowsAsync<HttpRequestException>(() => unknown.GetAsync(Url("healthz")));
    }

    [Fact]
    public async Task ContainerLogs_FollowedToTheContainersEnd_AreWhole()
    {
        var gate = "/tmp/go";
        var (runtime, container) = await StartAsync("logs", $"echo first; while [ ! -e {gate} ]; do sleep 0.02; done; echo second; echo third");
        using var client = Client(certificates.Client(Subject));
        using var response = await client.GetAsync(
            Url("containerLogs/test/logs/main?follow=true"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("first", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        await runtime.Runtime.ExecSyncAsync(container, ["/bin/sh", "-c", "echo > " + gate], TimeSpan.Zero, None);
        Assert.Equal("second\nthird\n", await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20)));

        Assert.Equal("third\n", await client.GetStringAsync(Url("containerLogs/test/logs/main?tailLines=1")));
        var previous = await client.GetAsync(Url("containerLogs/test/logs/main?previous=true"));
        Assert.Equal(HttpStatusCode.BadRequest, previous.StatusCode);
        Assert.Equal("previous terminated container \"main\" in pod \"logs\" not found", await previous.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(Url("containerLogs/test/nobody/main"))).StatusCode);
        var missing = await client.GetAsync(Url("containerLogs/test/logs/other"));
        Assert.Equal("container \"other\" not found in pod \"logs\"", await missing.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Exec_OverWebSocketV5_EndsStdinAndTellsTheExitCode()
    {
        await StartAsync("exec", "sleep 1000");
        using var socket = await ConnectAsync(
            "exec/test/exec/main?command=/bin/sh&command=-c&command=cat%3B+echo+err+%3E%262%3B+exit+5&input=1&output=1&error=1",
            "v5.channel.k8s.io");
        Assert.Equal("v5.channel.k8s.io", socket.SubProtocol);
        var big = new byte[200_000];
        Array.Fill(big, (byte)'x');
        await socket.SendAsync((byte[])[0, .. "hello "u8], WebSocketMessageType.Binary, true, None);
        for (var at = 0; at < big.Length; at += 20_000)
            await socket.SendAsync((byte[])[0, .. big.AsSpan(at, 20_000)], WebSocketMessageType.Binary, true, None);
        await socket.SendAsync((byte[])[255, 0], WebSocketMessageType.Binary, true, None);
        var channels = await ReadAllAsync(socket);
        Assert.Equal("hello " + Encoding.ASCII.GetString(big), channels[1]);
        Assert.Equal("err\n", channels[2]);
        Assert.Contains("\"reason\":\"NonZeroExitCode\"", channels[3]);
        Assert.Contains("\"message\":\"5\"", channels[3]);
    }

    [Fact]
    public async Task Exec_WithATerminal_TakesItsSize()
    {
        await StartAsync("tty", "sleep 1000");
        using var socket = await ConnectAsync(
            "exec/test/tty/main?command=/bin/sh&command=-c&command=until+%5B+%22%24%28stty+size%29%22+%3D+%2245+123%22+%5D%3B+do+sleep+0.02%3B+done%3B+stty+size&input=1&output=1&tty=1", "v4.channel.k8s.io");
        await socket.SendAsync((byte[])[4, .. """{"Width":123,"Height":45}"""u8], WebSocketMessageType.Binary, true, None);
        // The size comes by a stream of its own, some time after the program's start: the shell looks until it is there.
        var output = await ReadAllAsync(socket);
        Assert.Contains("45 123", output[1]);
        Assert.Contains("Success", output[3]);
    }

    [Fact]
    public async Task Exec_OfAMissingContainer_SaysSo()
    {
        await StartAsync("missing", "sleep 1000");
        using var client = Client(certificates.Client(Subject));
        var response = await client.PostAsync(Url("exec/test/missing/other?command=true&output=1"), null);
        Assert.Equal("container not found (\"other\")", await response.Content.ReadAsStringAsync());
        response = await client.PostAsync(Url("exec/test/missing/main?command=true"), null);
        Assert.Equal("you must specify at least 1 of stdin, stdout, stderr", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Exec_OverSpdy_IsPassedOn()
    {
        await StartAsync("spdy", "sleep 1000");
        using var certificate = certificates.Client(Subject);
        await using var tls = await UpgradeAsync(
            certificate,
            "POST /exec/test/spdy/main?command=/bin/echo&command=hi&output=1",
            "Upgrade: SPDY/3.1\r\nContent-Length: 0\r\nX-Stream-Protocol-Version: v4.channel.k8s.io",
            "X-Stream-Protocol-Version: v4.channel.k8s.io");
        await using var spdy = new SpdyConnection(tls);
        var error = await spdy.OpenStreamAsync([KeyValuePair.Create("streamtype", "error")], None);
        var stdout = await spdy.OpenStreamAsync([KeyValuePair.Create("streamtype", "stdout")], None);
        Assert.Equal("hi\n", await ReadAsync(stdout));
        Assert.Contains("Success", await ReadAsync(error));
    }

    [Fact]
    public async Task Attach_OverWebSocket_ShowsWhatIsWritten()
    {
        await StartAsync("attach", "while true; do echo attached; sleep 0.02; done");
        using var socket = await ConnectAsync("attach/test/attach/main?output=1&error=1", "v5.channel.k8s.io");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[1024];
        int count;
        do
        {
            count = (await socket.ReceiveAsync(buffer.AsMemory(), limit.Token)).Count;
        }
        while (count == 1); // the empty message that tells of the connection
        Assert.Equal("\u0001attached\n", Encoding.UTF8.GetString(buffer, 0, "\u0001attached\n".Length));
    }

    [Fact]
    public async Task PortForward_ThroughATunnel_ReachesThePort()
    {
        await StartAsync("forward", "while true; do echo answer | nc -l -p 8080; done");
        using var certificate = certificates.Client(Subject);
        // By hand: .NET's client refuses a protocol with a slash in its name.
        await using var tls = await UpgradeAsync(
            certificate,
            "GET /portForward/test/forward?port=8080",
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io",
            "Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io");
        using var socket = WebSocket.CreateFromStream(tls, new WebSocketCreationOptions { IsServer = false });
        await using var tunnel = WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: false);
        await using var spdy = new SpdyConnection(tunnel);
        var text = "";
        for (var attempt = 0; attempt < 50 && text.Length == 0; attempt++)
        {
            // The shell may not listen yet: the runtime then says so on the error stream.
            var id = attempt.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var error = await spdy.OpenStreamAsync(
                [KeyValuePair.Create("streamtype", "error"), KeyValuePair.Create("port", "8080"), KeyValuePair.Create("requestid", id)], None);
            await error.CloseWriteAsync(None);
            var data = await spdy.OpenStreamAsync(
                [KeyValuePair.Create("streamtype", "data"), KeyValuePair.Create("port", "8080"), KeyValuePair.Create("requestid", id)], None);
            await data.CloseWriteAsync(None);
            text = await ReadAsync(data);
        }

        Assert.Equal("answer\n", text);
    }

    private static async Task<string> ReadAsync(SpdyStream stream)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var text = new StringBuilder();
        await foreach (var data in stream.ReadAllAsync(limit.Token)) text.Append(Encoding.UTF8.GetString(data));
        return text.ToString();
    }

    private static async Task<Dictionary<int, string>> ReadAllAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var channels = new Dictionary<int, string>();
        var buffer = new byte[256 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
                length += part.Count;
            }
            while (!part.EndOfMessage);

            if (part.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
                return channels;
            }

            channels[buffer[0]] = channels.GetValueOrDefault(buffer[0], "") + Encoding.UTF8.GetString(buffer, 1, length - 1);
        }
    }

    private async Task<(ContainerdRuntime Runtime, string Container)> StartAsync(string name, string script)
    {
        var runtime = await fixture.GetAsync();
        var sandbox = fixture.Sandbox(name);
        var shell = RuntimeFixture.Shell(script);
        shell.Labels[CriLabels.ContainerName] = "main";
        var (sandboxId, container) = await RuntimeFixture.RunAsync(runtime, sandbox, shell);
        cleanUp.Add(async () => await RuntimeFixture.RemoveAsync(runtime, sandboxId));

        var pods = new OnePod(new Pod
        {
            Metadata = new() { Name = name, Namespace = "test", Uid = sandbox.Metadata.Uid },
            Spec = new PodSpec { Containers = [new Container { Name = "main" }] },
        });
        var lookup = new PodContainerLookup(pods, runtime.Runtime);
        var exits = new ContainerExits(runtime.Runtime, runtime.Events);
        cleanUp.Add(exits.DisposeAsync);
        var streams = new StreamHandler(lookup, runtime.Runtime);
        await StartServerAsync(new Dictionary<string, RequestDelegate>
        {
            ["containerLogs"] = new LogHandler(lookup, exits, TimeProvider.System).HandleAsync,
            ["exec"] = streams.ExecAsync,
            ["attach"] = streams.AttachAsync,
            ["portForward"] = streams.PortForwardAsync,
        });
        return (runtime, container);
    }

    private async Task StartServerAsync(Dictionary<string, RequestDelegate> handlers)
    {
        var server = await KubeletServer.StartAsync(
            new KubeletServerOptions
            {
                Address = IPAddress.Loopback,
                Port = 0,
                Certificate = certificates.Serving,
                ClientCertificateAuthorities = certificates.Authorities,
            },
            handlers, TimeProvider.System, NullLoggerFactory.Instance, None);
        port = server.Port;
        cleanUp.Add(server.DisposeAsync);
    }

    private Uri Url(string path) => new($"https://127.0.0.1:{port}/{path}");

    private static HttpClient Client(X509Certificate2? certificate)
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        if (certificate is not null) handler.ClientCertificates.Add(certificate);
        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
    }

    private async Task<ClientWebSocket> ConnectAsync(string path, string protocol)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        socket.Options.ClientCertificates.Add(certificates.Client(Subject));
        socket.Options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        await socket.ConnectAsync(new Uri($"wss://127.0.0.1:{port}/{path}"), None);
        return socket;
    }

    private async Task<SslStream> UpgradeAsync(X509Certificate2 certificate, string request, string headers, string expected)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            ClientCertificates = [certificate],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        await tls.WriteAsync(Encoding.ASCII.GetBytes(
            $"{request} HTTP/1.1\r\nHost: node\r\nConnection: Upgrade\r\n{headers}\r\n\r\n"));
        var head = "";
        var one = new byte[1];
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal) && await tls.ReadAsync(one) == 1) head += (char)one[0];
        Assert.StartsWith("HTTP/1.1 101 ", head);
        Assert.Contains(expected, head, StringComparison.OrdinalIgnoreCase);
        return tls;
    }

    private sealed class OnePod(Pod pod) : IPodSource
    {
        public Pod? Find(string @namespace, string name) =>
            pod.Metadata.Namespace == @namespace && pod.Metadata.Name == name ? pod : null;

        public IReadOnlyCollection<Pod> List() => [pod];
    }
}
