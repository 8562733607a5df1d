using Microsoft.Extensions.Logging;

namespace Netes.Storage.Sqlite;

/// <summary>The store of a single server: one SQLite file.</summary>
public static class SqliteStore
{
    /// <exception cref="StoreException">
    /// <see cref="StoreError.InUse"/>, <see cref="StoreError.Corrupt"/>, <see cref="StoreError.Unavailable"/>.
    /// </exception>
    public static IStore Open(SqliteStoreOptions options, TimeProvider time, ILogger logger) =>
        throw new NotSupportedException($"the SQLite store is not built yet {options}{time}{logger}");
}
