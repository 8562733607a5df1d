namespace Netes.Storage.Sqlite.Reads;

/// <summary>The changes from one revision to another, for watchers that begin in the past or have fallen behind.</summary>
internal sealed class ReadHistory(Database database)
{
    private readonly Statement _select = database.Prepare("""
        SELECT id, key, deleted, create_revision, version, lease, previous, value FROM revisions
        WHERE id >= ?1 AND id < ?2 AND +key >= ?3 AND (?4 IS NULL OR +key < ?4) ORDER BY id
        """);

    private readonly ReadState _state = new(database);
    private readonly ReadRow _row = new(database);

    /// <summary>
    /// Adds the range's events of the revisions from first to last, whole revisions, about <paramref name="limit"/> events
    /// at most. To be called in a transaction.
    /// </summary>
    /// <returns>The revision up to which everything has been added.</returns>
    public long Run(in StoreWatchRequest watch, long first, long last, int limit, List<StoreEvent> events)
    {
        var compacted = _state.Compaction().Compacted;
        if (first < compacted)
        {
            throw new StoreException(StoreError.Compacted, $"revision {first} has been compacted, history begins at {compacted}")
            {
                CompactedRevision = compacted,
            };
        }
        var done = last;
        _select.Bind(1, RowId.First(first)).Bind(2, RowId.First(last + 1)).Bind(3, watch.Range.From).BindOrNull(4, watch.Range.To);
        try
        {
            while (_select.Step())
            {
                var revision = RowId.Revision(_select.Int64(0));
                if (events.Count >= limit && events[^1].Revision != revision)
                {
                    done = revision - 1;
                    break;
                }
                events.Add(Event(_select.Text(1), revision, watch.WithPrevious));
            }
        }
        finally
        {
            _select.Reset();
        }
        return done;
    }

    private StoreEvent Event(string key, long revision, bool withPrevious)
    {
        var isDelete = _select.Int64(2) != 0;
        var current = isDelete
            ? new KeyValue { Key = key, ModRevision = revision }
            : new KeyValue
            {
                Key = key,
                ModRevision = revision,
                CreateRevision = _select.Int64(3),
                Version = _select.Int64(4),
                Lease = _select.Int64(5),
                Value = _select.Bytes(7).ToArray(),
            };
        var previous = _select.Int64(6);
        return new StoreEvent(isDelete, current, withPrevious && previous != 0 ? _row.Run(previous) : null);
    }
}
