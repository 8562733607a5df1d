using Netes.Storage.Sqlite.Reads;

namespace Netes.Storage.Sqlite.Writes;

/// <summary>What a job may use while it is applied: the writer's connection and the revision that comes next.</summary>
internal sealed class WriteContext(Database database)
{
    private readonly ReadCurrent _current = new(database);
    private readonly ReadRow _row = new(database);
    private readonly AppendRow _append = new(database);

    public ReadState State { get; } = new(database);
    public LeaseRows Leases { get; } = new(database);
    public CompactionRows Compaction { get; } = new(database);

    /// <summary>The newest revision, those of the uncommitted jobs before this one included.</summary>
    public long Revision { get; set; }

    /// <summary>What the group has changed so far, in order.</summary>
    public List<StoreEvent> Events { get; private set; } = [];

    /// <summary>Somebody watches with previous values.</summary>
    public bool PreviousWanted { get; private set; }

    public void BeginGroup(bool previousWanted)
    {
        Events = [];
        PreviousWanted = previousWanted;
    }

    public CurrentRow Current(string key) => _current.Run(key);

    public KeyValue? Read(in CurrentRow row) => row.Exists ? _row.Run(row.Id) : null;

    /// <summary>Appends the rows of one transaction under the next revision.</summary>
    /// <param name="operations">The operations and the newest rows of their keys; deletions only of keys that exist.</param>
    public long Append(IReadOnlyList<(Operation Operation, CurrentRow Row)> operations)
    {
        var revision = Revision + 1;
        for (var position = 0; position < operations.Count; position++)
        {
            var (operation, row) = operations[position];
            var previous = PreviousWanted ? Read(row) : null;
            var current = operation.IsDelete
                ? new KeyValue { Key = operation.Key, ModRevision = revision }
                : new KeyValue
                {
                    Key = operation.Key,
                    Value = operation.Value,
                    ModRevision = revision,
                    CreateRevision = row.Exists ? row.CreateRevision : revision,
                    Version = row.Exists ? row.Version + 1 : 1,
                    Lease = operation.Lease,
                };
            _append.Run(RowId.Of(revision, position), row.Id, current, operation.IsDelete);
            Events.Add(new StoreEvent(operation.IsDelete, current, previous));
        }
        return Revision = revision;
    }
}
