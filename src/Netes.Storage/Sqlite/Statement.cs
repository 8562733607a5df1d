using System.Text;
using SQLitePCL;

namespace Netes.Storage.Sqlite;

/// <summary>A prepared statement: bind (from 1), step, read columns (from 0), reset.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    public Statement Bind(int parameter, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, string text)
    {
        Span<byte> utf8 = stackalloc byte[512];
        if (Encoding.UTF8.TryGetBytes(text, utf8, out var length))
            database.Check(raw.sqlite3_bind_text(handle, parameter, utf8[..length]));
        else
            database.Check(raw.sqlite3_bind_text(handle, parameter, Encoding.UTF8.GetBytes(text)));
        return this;
    }

    public Statement BindOrNull(int parameter, string? text)
    {
        if (text is not null) return Bind(parameter, text);
        database.Check(raw.sqlite3_bind_null(handle, parameter));
        return this;
    }

    public Statement Bind(int parameter, ReadOnlySpan<byte> blob)
    {
        database.Check(raw.sqlite3_bind_blob(handle, parameter, blob));
        return this;
    }

    /// <summary>True: there is a row to read.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        raw.sqlite3_reset(handle);
        database.Check(code);
        return false;
    }

    /// <summary>Runs a statement that returns no rows, and makes it ready for the next time.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    public void Reset() => raw.sqlite3_reset(handle);

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public void Dispose()
    {
        handle.manual_close();
        handle.Dispose();
    }
}
