namespace Netes.Storage.Sqlite;

/// <summary>
/// The whole schema. <c>revisions</c> is append-only: a change to a key is a new row, whose id is the revision, so that the
/// table is history and present state at once. Rows go only when compaction finds them superseded.
/// </summary>
internal static class Schema
{
    private const int Version = 1;
    private const int ApplicationId = 0x4E455453; // "NETS"

    private const string Tables = """
        CREATE TABLE revisions (
            id              INTEGER PRIMARY KEY,  -- RowId: revision << 16 | position in the transaction
            key             TEXT    NOT NULL,
            deleted         INTEGER NOT NULL,     -- 1: this row is the key's end
            create_revision INTEGER NOT NULL,
            version         INTEGER NOT NULL,
            lease           INTEGER NOT NULL,     -- 0: none
            previous        INTEGER NOT NULL,     -- id of the row that this one supersedes; 0: none
            value           BLOB                  -- last, so that reading the others never touches its pages
        );
        -- The newest row of a key comes first; with deleted in it, the index alone tells which keys exist.
        CREATE UNIQUE INDEX revisions_by_key ON revisions (key, id DESC, deleted);
        CREATE INDEX revisions_by_lease ON revisions (lease) WHERE lease <> 0;

        CREATE TABLE leases (
            id  INTEGER PRIMARY KEY,
            ttl INTEGER NOT NULL                  -- seconds
        );

        -- One row. compacted: history before this revision is forgotten. swept: rows with a smaller id have been looked at.
        CREATE TABLE compaction (compacted INTEGER NOT NULL, swept INTEGER NOT NULL);
        INSERT INTO compaction VALUES (0, 0);
        """;

    /// <summary>
    /// Write-ahead log, synced at every commit: what COMMIT has answered survives power loss. The log is folded into the
    /// file every 8 MiB, by whichever commit crosses the line: seldom enough to cost little, often enough not to be felt.
    /// </summary>
    private const string WriterSettings = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 2048;
        PRAGMA journal_size_limit = 16777216;
        PRAGMA cache_size = -8192;
        PRAGMA temp_store = MEMORY;
        """;

    private const string ReaderSettings = """
        PRAGMA query_only = ON;
        PRAGMA cache_size = -2048;
        PRAGMA temp_store = MEMORY;
        """;

    /// <exception cref="StoreException">The file is no store, or one of a newer version.</exception>
    public static void PrepareWriter(Database database)
    {
        var application = database.ExecuteScalar("PRAGMA application_id");
        var version = database.ExecuteScalar("PRAGMA user_version");
        var isNew = database.ExecuteScalar("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew && (application != ApplicationId || version != Version))
            throw new StoreException(StoreError.Corrupt, $"the file is not a store of version {Version} (application {application}, version {version})");
        database.Execute(WriterSettings);
        if (!isNew) return;
        database.Execute("BEGIN IMMEDIATE;" + Tables + $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT;");
    }

    public static void PrepareReader(Database database) => database.Execute(ReaderSettings);
}
