using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Netes.Kubelet.Cri.Containerd.Containers;
using Netes.Kubelet.Cri.Containerd.Events;
using Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Cri;

/// <summary>containerd's event service, read as container events.</summary>
internal sealed class ContainerdEventSource(ChannelBase channel, IRuntimeService runtime, TimeProvider time)
    : IContainerEventSource
{
    private const string TaskStart = "/tasks/start";
    private const string TaskExit = "/tasks/exit";
    private const string ContainerDelete = "/containers/delete";

    /// <summary>Our own event, published until it arrives: only then is the subscription known to stand.</summary>
    private const string Probe = "/netes/probe";

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>How long the CRI plug-in may take to write down an exit that we already know of.</summary>
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(10);

    private readonly Events.EventsClient client = new(channel);
    private readonly Containers.ContainersClient records = new(channel);
    private readonly ConcurrentDictionary<string, Owner> owners = new(StringComparer.Ordinal);

    public async Task CopyToAsync(ChannelWriter<ContainerEvent> events, CancellationToken cancellation)
    {
        var request = new SubscribeRequest();
        foreach (var topic in new[] { TaskStart, TaskExit, ContainerDelete, Probe })
            request.Filters.Add($"namespace==\"{ContainerdNamespace.Name}\",topic==\"{topic}\"");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var call = client.Subscribe(request, ContainerdNamespace.Headers(), cancellationToken: stop.Token);
        var probing = PublishProbesAsync(stop.Token);
        var subscribed = false;
        try
        {
            while (await call.ResponseStream.MoveNext(stop.Token).ConfigureAwait(false))
            {
                var envelope = call.ResponseStream.Current;
                if (!subscribed)
                {
                    subscribed = true;
                    probing.Stop();
                    events.TryWrite(ContainerEvent.Resync(time.GetUtcNow()));
                }

                await HandleAsync(envelope, events, stop.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            probing.Stop();
            await stop.CancelAsync().ConfigureAwait(false);
            await probing.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HandleAsync(Envelope envelope, ChannelWriter<ContainerEvent> events, CancellationToken cancellation)
    {
        var at = envelope.Timestamp?.ToDateTimeOffset() ?? time.GetUtcNow();
        var data = envelope.Event?.Value ?? ByteString.Empty;
        switch (envelope.Topic)
        {
            case TaskStart:
            {
                var id = Containerd.Events.TaskStart.Parser.ParseFrom(data).ContainerId;
                var owner = await OwnerAsync(id, cancellation).ConfigureAwait(false);
                events.TryWrite(new ContainerEvent(ContainerEventKind.Started, id, owner.PodUid, at));
                break;
            }

            case TaskExit:
            {
                var exit = Containerd.Events.TaskExit.Parser.ParseFrom(data);
                if (exit.Id != exit.ContainerId) break; // an exec's process
                // Not awaited: one slow exit must not hold up the others.
                _ = SettleAsync(exit, at, events, cancellation);
                break;
            }

            case ContainerDelete:
            {
                var id = Containerd.Events.ContainerDelete.Parser.ParseFrom(data).Id;
                owners.TryRemove(id, out var owner);
                events.TryWrite(new ContainerEvent(ContainerEventKind.Deleted, id, owner?.PodUid, at));
                break;
            }
        }
    }

    /// <summary>
    /// The CRI plug-in learns of an exit from the same event; tells of it once the plug-in's status shows it too, so
    /// that whoever asks then is not told that the container runs.
    /// </summary>
    private async Task SettleAsync(
        TaskExit exit, DateTimeOffset at, ChannelWriter<ContainerEvent> events, CancellationToken cancellation)
    {
        string? podUid = null;
        try
        {
            var owner = await OwnerAsync(exit.ContainerId, cancellation).ConfigureAwait(false);
            podUid = owner.PodUid;
            var limit = time.GetUtcNow() + SettleLimit;
            var delay = TimeSpan.FromMilliseconds(1);
            while (await RunsAsync(exit.ContainerId, owner, cancellation).ConfigureAwait(false) && time.GetUtcNow() < limit)
            {
                await Task.Delay(delay, time, cancellation).ConfigureAwait(false);
                if (delay < TimeSpan.FromMilliseconds(200)) delay *= 2;
            }
        }
        catch (CriException)
        {
            // The status can't be had now; the event itself is still true.
        }
        catch (OperationCanceledException)
        {
            return;
        }

        events.TryWrite(
            new ContainerEvent(ContainerEventKind.Stopped, exit.ContainerId, podUid, at, (int)exit.ExitStatus));
    }

    private async Task<bool> RunsAsync(string id, Owner owner, CancellationToken cancellation)
    {
        try
        {
            if (owner.IsSandbox)
            {
                var sandbox = await runtime.PodSandboxStatusAsync(id, verbose: false, cancellation).ConfigureAwait(false);
                return sandbox.Status.State == PodSandboxState.SandboxReady;
            }

            var container = await runtime.ContainerStatusAsync(id, verbose: false, cancellation).ConfigureAwait(false);
            return container.Status.State != ContainerState.ContainerExited;
        }
        catch (CriException e) when (e.IsNotFound)
        {
            return false;
        }
    }

    private async Task<Owner> OwnerAsync(string id, CancellationToken cancellation)
    {
        if (owners.TryGetValue(id, out var known)) return known;
        try
        {
            var response = await records.GetAsync(
                new GetContainerRequest { Id = id }, ContainerdNamespace.Headers(), cancellationToken: cancellation)
                .ConfigureAwait(false);
            var labels = response.Container.Labels;
            var owner = new Owner(
                labels.GetValueOrDefault(CriLabels.PodUid),
                labels.GetValueOrDefault("io.cri-containerd.kind") == "sandbox");
            owners[id] = owner;
            return owner;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return new Owner(null, IsSandbox: false);
        }
        catch (RpcException e) when (!cancellation.IsCancellationRequested)
        {
            throw CriException.From(e);
        }
    }

    private ProbeLoop PublishProbesAsync(CancellationToken cancellation)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        return new ProbeLoop(RunAsync(), stop);

        async Task RunAsync()
        {
            var probe = new PublishRequest { Topic = Probe, Event = new Any() };
            while (!stop.IsCancellationRequested)
            {
                await client.PublishAsync(probe, ContainerdNamespace.Headers(), cancellationToken: stop.Token)
                    .ConfigureAwait(false);
                await Task.Delay(ProbeInterval, time, stop.Token).ConfigureAwait(false);
            }
        }
    }

    private sealed record Owner(string? PodUid, bool IsSandbox);

    private sealed record ProbeLoop(Task Task, CancellationTokenSource Source)
    {
        public void Stop() => Source.Cancel();
    }
}
