using System.Threading.Channels;
using Grpc.Core;
using Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Cri;

/// <summary>The CRI's own event stream (KEP-3386, evented PLEG).</summary>
internal sealed class CriEventSource(ChannelBase channel, TimeProvider time) : IContainerEventSource
{
    private readonly RuntimeService.RuntimeServiceClient client = new(channel);

    public async Task CopyToAsync(ChannelWriter<ContainerEvent> events, CancellationToken cancellation)
    {
        using var call = client.GetContainerEvents(new GetEventsRequest(), cancellationToken: cancellation);
        events.TryWrite(ContainerEvent.Resync(time.GetUtcNow()));
        while (await call.ResponseStream.MoveNext(cancellation).ConfigureAwait(false))
            events.TryWrite(Translate(call.ResponseStream.Current));
    }

    internal static ContainerEvent Translate(ContainerEventResponse response)
    {
        var kind = response.ContainerEventType switch
        {
            ContainerEventType.ContainerCreatedEvent => ContainerEventKind.Created,
            ContainerEventType.ContainerStartedEvent => ContainerEventKind.Started,
            ContainerEventType.ContainerStoppedEvent => ContainerEventKind.Stopped,
            _ => ContainerEventKind.Deleted,
        };
        var container = response.ContainersStatuses.FirstOrDefault(c => c.Id == response.ContainerId);
        return new ContainerEvent(
            kind,
            response.ContainerId,
            response.PodSandboxStatus?.Metadata?.Uid,
            DateTimeOffset.UnixEpoch.AddTicks(response.CreatedAt / TimeSpan.NanosecondsPerTick),
            kind == ContainerEventKind.Stopped ? container?.ExitCode : null);
    }
}
