using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Netes.Kubelet.Cri;

/// <summary>
/// One stream of container events from whatever the runtime offers: containerd's own event service where the
/// runtime is containerd (every version has it, and it tells of an exit before anybody asks), else the CRI's
/// GetContainerEvents. Once a minute it says Resync, should an event ever be lost.
/// </summary>
internal sealed partial class ContainerEvents(
    ChannelBase channel, IRuntimeService runtime, TimeProvider time, ILogger<ContainerEvents> logger) : IContainerEvents
{
    private static readonly TimeSpan ResyncInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(200);

    public async IAsyncEnumerable<ContainerEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var events = Channel.CreateUnbounded<ContainerEvent>(new UnboundedChannelOptions { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reader = ReadAsync(events.Writer, stop.Token);
        await using var resync = time.CreateTimer(
            _ => events.Writer.TryWrite(ContainerEvent.Resync(time.GetUtcNow())), null, ResyncInterval, ResyncInterval);
        try
        {
            await foreach (var item in events.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) yield return item;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reader.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(ChannelWriter<ContainerEvent> events, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var version = await runtime.VersionAsync(cancellation).ConfigureAwait(false);
                IContainerEventSource source = version.RuntimeName == "containerd"
                    ? new ContainerdEventSource(channel, runtime, time)
                    : new CriEventSource(channel, time);
                await source.CopyToAsync(events, cancellation).ConfigureAwait(false);
                Log.Ended(logger);
            }
            catch (RpcException e) when (!cancellation.IsCancellationRequested)
            {
                Log.Failed(logger, e.Status.Detail);
            }
            catch (CriException e) when (!cancellation.IsCancellationRequested)
            {
                Log.Failed(logger, e.Detail);
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                events.Complete(e); // not the runtime's doing: the reader shall see it
                return;
            }

            await Task.Delay(ReconnectDelay, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The runtime ended its event stream; reconnecting")]
        public static partial void Ended(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The runtime's event stream failed, reconnecting: {Detail}")]
        public static partial void Failed(ILogger logger, string detail);
    }
}

internal interface IContainerEventSource
{
    /// <summary>Copies one connection's events until it ends or fails; the first event is a Resync.</summary>
    Task CopyToAsync(ChannelWriter<ContainerEvent> events, CancellationToken cancellation);
}
