namespace Netes.Storage;

/// <summary>
/// If every compare holds, all operations happen in one revision, else none does (etcd's <c>Txn</c> whose else-branch reads
/// the compared keys). A key may stand in one operation only.
/// </summary>
public sealed class Transaction
{
    public IReadOnlyList<Compare> Compares { get; init; } = [];
    public required IReadOnlyList<Operation> Operations { get; init; }
}

/// <summary>Holds if the key's mod revision is the given one; 0: if the key is absent.</summary>
public readonly record struct Compare(string Key, long ModRevision)
{
    public static Compare Absent(string key) => new(key, 0);
}

/// <summary>A put or a delete. Deleting an absent key changes nothing.</summary>
public readonly struct Operation
{
    private Operation(string key, bool delete, ReadOnlyMemory<byte> value, long lease)
    {
        Key = key;
        IsDelete = delete;
        Value = value;
        Lease = lease;
    }

    public string Key { get; }
    public bool IsDelete { get; }
    public ReadOnlyMemory<byte> Value { get; }
    public long Lease { get; }

    /// <param name="key">The key to write.</param>
    /// <param name="value">Must not change afterwards: the store and its watchers share it.</param>
    /// <param name="lease">The lease whose end deletes the key; 0: none, also when the key had one.</param>
    public static Operation Put(string key, ReadOnlyMemory<byte> value, long lease = 0) => new(key, false, value, lease);

    public static Operation Delete(string key) => new(key, true, default, 0);
}

public sealed class TransactionResult
{
    public required bool Succeeded { get; init; }

    /// <summary>
    /// On success the transaction's revision, durable by now (or the store's revision, when nothing changed because every
    /// operation deleted an absent key); on failure the store's revision at the time of the comparison.
    /// </summary>
    public required long Revision { get; init; }

    /// <summary>On failure the state of each compared key, in the compares' order, null where absent; empty on success.</summary>
    public IReadOnlyList<KeyValue?> Current { get; init; } = [];
}
