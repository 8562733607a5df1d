namespace Netes.Storage.Sqlite;

public sealed class SqliteStoreOptions
{
    /// <summary>The database file, made with mode 0600; null: the store lives in memory and dies with the process.</summary>
    public string? Path { get; init; }

    /// <summary>History is kept at least so long, as far as <see cref="HistoryRevisions"/> allows.</summary>
    public TimeSpan HistoryTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>At most about so many revisions of history are kept.</summary>
    public long HistoryRevisions { get; init; } = 200_000;

    /// <summary>How many transactions may share one commit to disk.</summary>
    public int GroupTransactions { get; init; } = 128;

    /// <summary>The largest transaction, keys and values together.</summary>
    public int TransactionBytes { get; init; } = 8 << 20;

    /// <summary>The most operations in a transaction.</summary>
    public int TransactionOperations { get; init; } = 4096;

    /// <summary>How many reads may run at once, each on a connection of its own.</summary>
    public int Readers { get; init; } = Math.Max(4, Environment.ProcessorCount);
}
