namespace Netes.Storage;

/// <summary>
/// A sorted map from keys to values with one history, in etcd's model.
/// <para>
/// Every transaction that changes something makes one new <b>revision</b>, a number that only grows, one by one; an empty
/// store stands at revision 1. A read sees the state as of some revision; a watch sees every change from some revision on,
/// in order, none twice and none left out. History before the <b>compacted</b> revision is forgotten: of each key only the
/// state as of that revision remains.
/// </para>
/// <para>
/// An answered write is durable: it survives the death of the process and the loss of power. A read that begins after the
/// answer sees it. Writes fail as a whole or happen as a whole.
/// </para>
/// <para>
/// All members may be called from many threads at once. Failures are <see cref="StoreException"/>s of a closed set.
/// A cancelled write may have happened nevertheless.
/// </para>
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>The newest revision, that of every acknowledged write or a later one.</summary>
    ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken = default);

    /// <exception cref="StoreException">
    /// <see cref="StoreError.Compacted"/>, <see cref="StoreError.FutureRevision"/>.
    /// </exception>
    ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Compares and writes. A failed compare is an ordinary result, not an exception.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreError.LeaseNotFound"/>, <see cref="StoreError.DuplicateKey"/>, <see cref="StoreError.TooLarge"/>,
    /// <see cref="StoreError.Unavailable"/>: then it may have happened or not.
    /// </exception>
    ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken = default);

    /// <summary>Begins a watch; when this returns, no later change can be missed.</summary>
    /// <exception cref="StoreException"><see cref="StoreError.Compacted"/>: the first revision is gone.</exception>
    ValueTask<IStoreWatch> WatchAsync(StoreWatchRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Forgets the history before the revision: reads and watches from a smaller one fail from now on. Returns as soon as
    /// that holds; the space is given back by and by.
    /// </summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreError.Compacted"/>: it was so already; <see cref="StoreError.FutureRevision"/>.
    /// </exception>
    ValueTask CompactAsync(long revision, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a lease that ends when it isn't kept alive for the time to live (whole seconds, at least one). Its end deletes
    /// the keys that were last written with it. A restart of the store starts the time anew.
    /// </summary>
    ValueTask<long> GrantLeaseAsync(TimeSpan timeToLive, CancellationToken cancellationToken = default);

    /// <exception cref="StoreException"><see cref="StoreError.LeaseNotFound"/>.</exception>
    ValueTask KeepLeaseAliveAsync(long lease, CancellationToken cancellationToken = default);

    /// <summary>Ends the lease now; its keys are deleted in one revision.</summary>
    /// <exception cref="StoreException"><see cref="StoreError.LeaseNotFound"/>.</exception>
    ValueTask RevokeLeaseAsync(long lease, CancellationToken cancellationToken = default);
}
