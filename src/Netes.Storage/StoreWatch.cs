namespace Netes.Storage;

/// <param name="Range">The keys to watch.</param>
/// <param name="FromRevision">
/// The first revision of interest; 0: the next one after the watch stands. A revision still to come is fine.
/// </param>
public readonly record struct StoreWatchRequest(KeyRange Range, long FromRevision)
{
    /// <summary>Fills <see cref="StoreEvent.Previous"/> (as far as it was not compacted away). Costs a read per write.</summary>
    public bool WithPrevious { get; init; }
}

/// <summary>One change. Immutable and shared by all watchers.</summary>
/// <param name="IsDelete">The key was deleted; <paramref name="Current"/> then has only key and mod revision.</param>
/// <param name="Current">The state from this event on.</param>
/// <param name="Previous">The state before; null where the key was absent, or previous values weren't asked for.</param>
public sealed record StoreEvent(bool IsDelete, KeyValue Current, KeyValue? Previous)
{
    public long Revision => Current.ModRevision;
    public bool IsCreate => !IsDelete && Current.CreateRevision == Current.ModRevision;
}

/// <param name="Revision">Every event of the range up to here has been delivered with this batch.</param>
/// <param name="Events">In revision order; one revision is never split over batches. Empty: only progress is told.</param>
public readonly record struct StoreWatchBatch(long Revision, IReadOnlyList<StoreEvent> Events);

/// <summary>A watch on a range of keys. One reader at a time; disposing ends it.</summary>
public interface IStoreWatch : IAsyncDisposable
{
    /// <summary>Waits for the next changes. Calling it again tells that the batch before has been dealt with.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreError.Compacted"/>: events that were not delivered are gone, start again from a range read;
    /// <see cref="StoreError.Closed"/>; <see cref="StoreError.Unavailable"/>. The watch is over.
    /// </exception>
    ValueTask<StoreWatchBatch> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Everything up to this revision has been delivered and dealt with. An embedded store knows it at any time without a
    /// message; a remote one knows what the last batch said.
    /// </summary>
    long SettledRevision { get; }

    /// <summary>
    /// Asks for a batch that tells the store's present revision, even if it has no events. Nothing more comes if a batch that
    /// tells it is under way already, or in the reader's hands.
    /// </summary>
    ValueTask RequestProgressAsync(CancellationToken cancellationToken);
}
