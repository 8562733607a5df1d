using Microsoft.Extensions.Logging;
using Netes.Commands;
using Netes.Kubelet.Images;
using Netes.Kubelet.Runtime;
using Netes.Network.Cni;

namespace Netes.Roles;

/// <summary>The node's own containerd and its Pod network. Stopping leaves both as they are: containers run on.</summary>
internal sealed partial class RuntimeRole(ContainerdRuntime runtime) : IAsyncDisposable
{
    public ContainerdRuntime Runtime => runtime;

    public static async Task<RuntimeRole> StartAsync(NodeOptions options, NodeLayout layout, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var network = PodNetworkOf(options, layout);
        CniConfig.Write(layout.CniConfig, network);
        var setUp = new PodNetwork(network, loggers.CreateLogger<PodNetwork>()).SetUpAsync(cancellation);
        var runtime = await ContainerdRuntime.StartAsync(layout.Containerd, TimeProvider.System, loggers, cancellation);
        try
        {
            await setUp;
            var logger = loggers.CreateLogger<RuntimeRole>();
            var archives = new ImageFolder(options.Data.Images, Path.Combine(layout.Containerd.RootDirectory, "imported-archives"));
            await archives.ImportAsync(runtime.Images, line => Log.Image(logger, line), cancellation);
            return new RuntimeRole(runtime);
        }
        catch
        {
            await runtime.DisposeAsync();
            throw;
        }
    }

    public static PodNetworkOptions PodNetworkOf(NodeOptions options, NodeLayout layout) => new()
    {
        PodCidr = options.PodCidr.ToString(),
        ClusterCidr = options.ClusterCidr.ToString(),
        ServiceCidr = options.ServiceCidr.ToString(),
        StateDirectory = layout.CniState,
    };

    public ValueTask DisposeAsync() => runtime.DisposeAsync();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "images: {Line}")]
        public static partial void Image(ILogger logger, string line);
    }
}
