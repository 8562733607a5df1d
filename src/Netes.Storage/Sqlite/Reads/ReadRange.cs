namespace Netes.Storage.Sqlite.Reads;

/// <summary>
/// The keys of a range as of a revision. The index alone is walked, where each key's rows stand together with the newest
/// first; only the rows that are wanted are then fetched. No sort, no temporary table, and a limit ends the walk early.
/// </summary>
internal sealed class ReadRange(Database database)
{
    private readonly Statement _bounded = database.Prepare("""
        SELECT key, id, deleted FROM revisions INDEXED BY revisions_by_key
        WHERE key >= ?1 AND key < ?2 ORDER BY key, id DESC
        """);

    private readonly Statement _unbounded = database.Prepare("""
        SELECT key, id, deleted FROM revisions INDEXED BY revisions_by_key
        WHERE key >= ?1 ORDER BY key, id DESC
        """);

    private readonly ReadState _state = new(database);
    private readonly ReadRow _row = new(database);

    /// <summary>To be called in a transaction, so that all reads see the same state.</summary>
    public RangeResult Run(in RangeRequest request)
    {
        var newest = _state.Revision();
        var revision = request.Revision == 0 ? newest : request.Revision;
        if (revision > newest)
            throw new StoreException(StoreError.FutureRevision, $"revision {revision} has not come yet, the newest is {newest}");
        var compacted = _state.Compaction().Compacted;
        if (revision < compacted)
        {
            throw new StoreException(StoreError.Compacted, $"revision {revision} has been compacted, history begins at {compacted}")
            {
                CompactedRevision = compacted,
            };
        }
        var items = new List<KeyValue>();
        var count = Walk(request, RowId.First(revision + 1), items);
        return new RangeResult { Revision = newest, Items = items, Count = count };
    }

    private long Walk(in RangeRequest request, long bound, List<KeyValue> items)
    {
        var wanted = request.CountOnly ? 0 : request.Limit == 0 ? long.MaxValue : request.Limit;
        var count = 0L;
        var select = request.Range.To is { } to ? _bounded.Bind(2, to) : _unbounded;
        select.Bind(1, request.Range.From);
        byte[] key = new byte[256];
        var length = -1; // of the last key that was decided
        try
        {
            while (select.Step())
            {
                var id = select.Int64(1);
                if (id >= bound) continue;
                var bytes = select.Bytes(0);
                if (length >= 0 && bytes.SequenceEqual(key.AsSpan(0, length))) continue;
                if (bytes.Length > key.Length) key = new byte[bytes.Length * 2];
                bytes.CopyTo(key);
                length = bytes.Length;
                if (select.Int64(2) != 0) continue;
                count++;
                if (count > wanted && request.NoCount && !request.CountOnly) break;
                if (items.Count < wanted && _row.Run(id, !request.KeysOnly) is { } item) items.Add(item);
            }
        }
        finally
        {
            select.Reset();
        }
        return count;
    }
}
