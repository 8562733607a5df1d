namespace Netes.Storage.Sqlite.Reads;

/// <summary>One row by its id.</summary>
internal sealed class ReadRow(Database database)
{
    private readonly Statement _whole = database.Prepare("""
        SELECT key, create_revision, version, lease, value FROM revisions WHERE id = ?1
        """);

    private readonly Statement _withoutValue = database.Prepare("""
        SELECT key, create_revision, version, lease FROM revisions WHERE id = ?1
        """);

    /// <summary>Null: there is no such row (compacted away).</summary>
    public KeyValue? Run(long id, bool withValue = true)
    {
        var select = withValue ? _whole : _withoutValue;
        KeyValue? row = null;
        if (select.Bind(1, id).Step())
        {
            row = new KeyValue
            {
                Key = select.Text(0),
                CreateRevision = select.Int64(1),
                ModRevision = RowId.Revision(id),
                Version = select.Int64(2),
                Lease = select.Int64(3),
                Value = withValue ? select.Bytes(4).ToArray() : default,
            };
        }
        select.Reset();
        return row;
    }
}
