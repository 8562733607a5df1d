namespace Netes.Storage.Sqlite.Reads;

/// <summary>What the writer must know of a key before it changes it.</summary>
/// <param name="Id">The newest row; 0: the key never was, or is forgotten.</param>
/// <param name="Exists">The newest row is not a deletion.</param>
internal readonly record struct CurrentRow(long Id, bool Exists, long CreateRevision, long Version)
{
    public long ModRevision => Exists ? RowId.Revision(Id) : 0;
}

/// <summary>The newest row of one key.</summary>
internal sealed class ReadCurrent(Database database)
{
    private readonly Statement _select = database.Prepare("""
        SELECT id, deleted, create_revision, version FROM revisions WHERE key = ?1 ORDER BY id DESC LIMIT 1
        """);

    public CurrentRow Run(string key)
    {
        var row = default(CurrentRow);
        if (_select.Bind(1, key).Step())
            row = new CurrentRow(_select.Int64(0), _select.Int64(1) == 0, _select.Int64(2), _select.Int64(3));
        _select.Reset();
        return row;
    }
}
