using SQLitePCL;

namespace Netes.Storage.Sqlite;

/// <summary>
/// One connection to the database; used by one thread at a time. SQLite's C interface without ADO.NET between: the write
/// path binds and steps a handful of prepared statements and allocates nothing for it.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle) => _handle = handle;

    /// <param name="path">A file, or <c>:memory:</c>.</param>
    public static Database Open(string path)
    {
        var code = raw.sqlite3_open_v2(
            path, out var handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(handle);
        try
        {
            database.Check(code);
            database.Check(raw.sqlite3_busy_timeout(handle, 10_000));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        var prepared = new Statement(this, statement);
        _statements.Add(prepared);
        return prepared;
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    public long ExecuteScalar(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        using var statement = new Statement(this, handle);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>False while a transaction is open.</summary>
    public bool IsIdle => raw.sqlite3_get_autocommit(_handle) != 0;

    public void Check(int code)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE) return;
        var message = $"sqlite: {raw.sqlite3_errmsg(_handle).utf8_to_string()} ({raw.sqlite3_extended_errcode(_handle)})";
        throw new StoreException((code & 0xFF) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB ? StoreError.Corrupt : StoreError.Unavailable, message);
    }

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _handle.manual_close_v2();
        _handle.Dispose();
    }
}
