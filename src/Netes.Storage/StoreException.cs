namespace Netes.Storage;

/// <summary>Everything that a store may answer but success. The numbers are for logs; the list may only grow.</summary>
public enum StoreError
{
    /// <summary>The revision asked for is older than the history that the store keeps.</summary>
    Compacted = 1,

    /// <summary>The revision asked for has not come yet.</summary>
    FutureRevision = 2,

    /// <summary>The lease is unknown: never granted, revoked or run out.</summary>
    LeaseNotFound = 3,

    /// <summary>A transaction writes one key twice.</summary>
    DuplicateKey = 4,

    /// <summary>A transaction has too many operations or too many bytes.</summary>
    TooLarge = 5,

    /// <summary>The disk or the remote store failed; whether a write in flight happened is not known.</summary>
    Unavailable = 6,

    /// <summary>The store's files are damaged, of another program or of a newer version.</summary>
    Corrupt = 7,

    /// <summary>Another process has the store open.</summary>
    InUse = 8,

    /// <summary>The store has been closed.</summary>
    Closed = 9,
}

public sealed class StoreException(StoreError error, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreError Error { get; } = error;

    /// <summary>With <see cref="StoreError.Compacted"/>: the compacted revision; the history after it is there.</summary>
    public long CompactedRevision { get; init; }
}
