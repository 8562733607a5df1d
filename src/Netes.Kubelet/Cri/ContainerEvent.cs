namespace Netes.Kubelet.Cri;

internal enum ContainerEventKind
{
    Created,
    Started,

    /// <summary>The container's own process ended; the runtime's status already says so.</summary>
    Stopped,
    Deleted,

    /// <summary>Events may have been missed (start, a broken stream): look at everything once.</summary>
    Resync,
}

/// <summary>Something happened to a container or a sandbox: which Pod's worker has to look.</summary>
/// <param name="ContainerId">The container's or sandbox's id; empty in a <see cref="ContainerEventKind.Resync"/>.</param>
/// <param name="PodUid">Null only when the runtime could not say (the container was gone already).</param>
/// <param name="ExitCode">Of a <see cref="ContainerEventKind.Stopped"/>, where the runtime tells it.</param>
internal sealed record ContainerEvent(
    ContainerEventKind Kind, string ContainerId, string? PodUid, DateTimeOffset Time, int? ExitCode = null)
{
    public static ContainerEvent Resync(DateTimeOffset time) => new(ContainerEventKind.Resync, "", null, time);
}

/// <summary>The pod lifecycle event generator: what the runtime does, as it happens.</summary>
internal interface IContainerEvents
{
    /// <summary>
    /// An endless stream that starts with a <see cref="ContainerEventKind.Resync"/> once it is subscribed, so that a
    /// reader who then lists misses nothing; it reconnects by itself, with a Resync each time.
    /// </summary>
    IAsyncEnumerable<ContainerEvent> WatchAsync(CancellationToken cancellation);
}
