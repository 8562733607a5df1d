namespace Netes.Storage.Sqlite.Writes;

/// <summary>Writes one row: a key's new state, or its end.</summary>
internal sealed class AppendRow(Database database)
{
    private readonly Statement _insert = database.Prepare("""
        INSERT INTO revisions (id, key, deleted, create_revision, version, lease, previous, value)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """);

    public void Run(long id, long previous, KeyValue row, bool deleted)
    {
        _insert.Bind(1, id).Bind(2, row.Key).Bind(3, deleted ? 1 : 0).Bind(4, row.CreateRevision).Bind(5, row.Version)
            .Bind(6, row.Lease).Bind(7, previous).Bind(8, row.Value.Span).Run();
    }
}
