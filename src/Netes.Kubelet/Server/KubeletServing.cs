using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Kubelet.Nodes;
using Netes.Kubelet.Resources;
using Netes.Kubelet.Runtime;
using Netes.Kubelet.Stats;

namespace Netes.Kubelet.Server;

/// <summary>The kubelet's HTTPS server on a running kubelet and its containerd.</summary>
public sealed class KubeletServing : IAsyncDisposable
{
    private readonly KubeletServer server;
    private readonly ContainerExits exits;

    private KubeletServing(KubeletServer server, ContainerExits exits)
    {
        this.server = server;
        this.exits = exits;
    }

    /// <summary>Where it listens; the same as asked for, unless that was 0.</summary>
    public int Port => server.Port;

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<KubeletServing> StartAsync(
        KubeletServerOptions options, KubeletOptions kubelet, KubeletHost host, ContainerdRuntime runtime,
        TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var pods = new HostPods(host);
        var exits = new ContainerExits(runtime.Runtime, runtime.Events);
        var memory = MachineFacts.MemoryTotal(await File.ReadAllTextAsync("/proc/meminfo", cancellation).ConfigureAwait(false));
        var stats = new StatsCollector(
            kubelet.NodeName, runtime.Runtime, pods, CgroupFileSystem.System, new CgroupPaths(kubelet.CgroupRoot), memory,
            kubelet.Directory, runtime.Options.RootDirectory, time);
        var handlers = new KubeletHandlers(pods, runtime.Runtime, exits, stats, time).ByFirstSegment();
        var server = await KubeletServer.StartAsync(options, handlers, time, loggers, cancellation).ConfigureAwait(false);
        return new KubeletServing(server, exits);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync().ConfigureAwait(false);
        await exits.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class HostPods(KubeletHost host) : IPodSource
    {
        public Pod? Find(string @namespace, string name) => host.Find(@namespace, name);

        public IReadOnlyCollection<Pod> List() => host.List();
    }
}
