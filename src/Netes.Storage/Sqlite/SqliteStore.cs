using Microsoft.Extensions.Logging;
using Netes.Storage.Sqlite.Reads;
using Netes.Storage.Sqlite.Watches;
using Netes.Storage.Sqlite.Writes;

namespace Netes.Storage.Sqlite;

/// <summary>
/// The store of a single server: one SQLite file. Writes go through one thread (<see cref="Writer"/>), reads through a pool
/// of connections, watches are fed by the writer after each commit. Nothing of the data is kept in memory.
/// </summary>
public sealed partial class SqliteStore : IStore
{
    private readonly SqliteStoreOptions _options;
    private readonly ILogger _logger;
    private readonly StoreFile? _file;
    private readonly Database _database;
    private readonly ReadPool _readers;
    private readonly Compactor _compactor;
    private readonly Writer _writer;
    private readonly WatchHub _hub;
    private readonly LeaseClock _leases;
    private int _disposed;

    private SqliteStore(SqliteStoreOptions options, TimeProvider time, ILogger logger, StoreFile? file, Database database)
    {
        (_options, _logger, _file, _database) = (options, logger, file, database);
        Schema.PrepareWriter(database);
        _readers = options.Path is { } path ? new ReadPool(() => OpenReader(path), options.Readers) : new ReadPool(new Reader(database));
        _compactor = new Compactor(options.HistoryTime, options.HistoryRevisions, time);
        _leases = new LeaseClock(time, Expire);
        _writer = new Writer(
            database, options.Path is null ? _readers : null, _compactor, Publish, () => _hub!.PreviousWanted,
            options.GroupTransactions, logger);
        _hub = new WatchHub(_writer.InitialRevision);
        foreach (var (lease, timeToLive) in _writer.InitialLeases()) _leases.Add(lease, timeToLive);
        _writer.Start();
    }

    /// <exception cref="StoreException">
    /// <see cref="StoreError.InUse"/>, <see cref="StoreError.Corrupt"/>, <see cref="StoreError.Unavailable"/>.
    /// </exception>
    public static SqliteStore Open(SqliteStoreOptions options, TimeProvider time, ILogger logger)
    {
        var file = options.Path is { } path ? StoreFile.Open(path) : null;
        Database? database = null;
        try
        {
            database = Database.Open(options.Path ?? ":memory:");
            return new SqliteStore(options, time, logger, file, database);
        }
        catch
        {
            database?.Dispose();
            file?.Dispose();
            throw;
        }
    }

    public ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken = default) => new(_hub.Revision);

    public ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(static (reader, request) => reader.Range(request), request, cancellationToken);

    public async ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken = default) =>
        await WriteAsync(new CommitJob(transaction, Measure(transaction)), cancellationToken);

    public ValueTask<IStoreWatch> WatchAsync(StoreWatchRequest request, CancellationToken cancellationToken = default)
    {
        var compacted = _compactor.Compacted;
        if (request.FromRevision != 0 && request.FromRevision < compacted)
        {
            throw new StoreException(StoreError.Compacted, $"revision {request.FromRevision} has been compacted, history begins at {compacted}")
            {
                CompactedRevision = compacted,
            };
        }
        var watch = new SqliteWatch(request, _hub, _readers);
        _hub.Add(watch);
        return new ValueTask<IStoreWatch>(watch);
    }

    public async ValueTask CompactAsync(long revision, CancellationToken cancellationToken = default) =>
        await WriteAsync(new CompactJob(revision, _compactor), cancellationToken);

    public async ValueTask<long> GrantLeaseAsync(TimeSpan timeToLive, CancellationToken cancellationToken = default)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(timeToLive.TotalSeconds));
        var lease = await WriteAsync(new GrantLeaseJob(Random.Shared.NextInt64(1, long.MaxValue), seconds), cancellationToken);
        _leases.Add(lease, TimeSpan.FromSeconds(seconds));
        return lease;
    }

    public ValueTask KeepLeaseAliveAsync(long lease, CancellationToken cancellationToken = default) =>
        _leases.KeepAlive(lease) ? default : throw new StoreException(StoreError.LeaseNotFound, $"lease {lease:x} not found");

    public async ValueTask RevokeLeaseAsync(long lease, CancellationToken cancellationToken = default)
    {
        await WriteAsync(new RevokeLeaseJob(lease, null), cancellationToken);
        _leases.Remove(lease);
    }

    /// <summary>Finishes the writes under way, ends the watches, folds the log into the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _leases.Dispose();
        await _writer.CloseAsync();
        _hub.Close();
        _readers.Dispose();
        if (_file is null) return;
        try
        {
            _database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (StoreException failure)
        {
            Log.CheckpointFailed(_logger, failure); // nothing is lost: the next start reads the log
        }
        _database.Dispose();
        _file.Dispose();
    }

    private static Reader OpenReader(string path)
    {
        var database = Database.Open(path);
        Schema.PrepareReader(database);
        return new Reader(database);
    }

    private void Publish(List<StoreEvent> events, long revision) => _hub.Publish(events, revision);

    private async ValueTask<T> WriteAsync<T>(WriteJob<T> job, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _writer.Enqueue(job);
        return await job.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Checks what can be checked without the database.</summary>
    private int Measure(Transaction transaction)
    {
        var operations = transaction.Operations;
        if (operations.Count > _options.TransactionOperations)
            throw new StoreException(StoreError.TooLarge, $"a transaction may have {_options.TransactionOperations} operations, not {operations.Count}");
        var bytes = 0L;
        foreach (var operation in operations)
        {
            if (operation.Key.Length == 0 || operation.Key.Contains('\0'))
                throw new ArgumentException("a key is not empty and has no U+0000", nameof(transaction));
            bytes += operation.Key.Length + operation.Value.Length;
        }
        if (bytes > _options.TransactionBytes)
            throw new StoreException(StoreError.TooLarge, $"a transaction may have {_options.TransactionBytes} bytes, not {bytes}");
        if (operations.Count > 1)
        {
            var keys = new HashSet<string>(operations.Count, StringComparer.Ordinal);
            foreach (var operation in operations)
                if (!keys.Add(operation.Key)) throw new StoreException(StoreError.DuplicateKey, $"{operation.Key} is written twice");
        }
        return (int)bytes;
    }

    /// <summary>A lease's time seems to be over: the writer looks again, and deletes its keys.</summary>
    private async void Expire(long lease)
    {
        var timeToLive = TimeSpan.Zero;
        try
        {
            await WriteAsync(new RevokeLeaseJob(lease, () => _leases.TryTakeDue(lease, out timeToLive)), CancellationToken.None);
        }
        catch (StoreException failure) when (failure.Error is StoreError.Unavailable or StoreError.Corrupt)
        {
            Log.ExpiryFailed(_logger, lease, timeToLive, failure);
            if (timeToLive > TimeSpan.Zero) _leases.Add(lease, timeToLive);
        }
        catch (StoreException failure) when (failure.Error is StoreError.Closed or StoreError.LeaseNotFound)
        {
            // Revoked at the same moment, or the store is closing: the next start sets the lease's time anew.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The store's log could not be folded into its file")]
        public static partial void CheckpointFailed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "Lease {Lease} could not be ended; the next attempt is in {Retry}")]
        public static partial void ExpiryFailed(ILogger logger, long lease, TimeSpan retry, Exception exception);
    }
}
