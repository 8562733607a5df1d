namespace Netes.Storage;

/// <summary>The single-key cases of <see cref="IStore"/>, which are most of them.</summary>
public static class StoreExtensions
{
    /// <summary>The key's newest state, null if it is absent.</summary>
    public static async ValueTask<KeyValue?> GetAsync(this IStore store, string key, CancellationToken cancellationToken = default)
    {
        var result = await store.RangeAsync(new RangeRequest(KeyRange.Key(key)), cancellationToken);
        return result.Items.Count == 0 ? null : result.Items[0];
    }

    /// <summary>Writes the key if it is absent.</summary>
    public static ValueTask<TransactionResult> CreateAsync(
        this IStore store, string key, ReadOnlyMemory<byte> value, long lease = 0, CancellationToken cancellationToken = default) =>
        store.CommitAsync(
            new Transaction { Compares = [Compare.Absent(key)], Operations = [Operation.Put(key, value, lease)] },
            cancellationToken);

    /// <summary>Writes the key if its last change is the one that the caller knows.</summary>
    public static ValueTask<TransactionResult> UpdateAsync(
        this IStore store, string key, long modRevision, ReadOnlyMemory<byte> value, long lease = 0,
        CancellationToken cancellationToken = default) =>
        store.CommitAsync(
            new Transaction { Compares = [new Compare(key, modRevision)], Operations = [Operation.Put(key, value, lease)] },
            cancellationToken);

    /// <summary>Deletes the key if its last change is the one that the caller knows.</summary>
    public static ValueTask<TransactionResult> DeleteAsync(
        this IStore store, string key, long modRevision, CancellationToken cancellationToken = default) =>
        store.CommitAsync(
            new Transaction { Compares = [new Compare(key, modRevision)], Operations = [Operation.Delete(key)] },
            cancellationToken);
}
