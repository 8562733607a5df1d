using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Netes.Storage.Sqlite;

namespace Netes.Storage.Tests.Sqlite;

/// <summary>What is SQLite's own: the file, what outlives a restart, and what history is kept.</summary>
public sealed class SqliteStoreTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly TemporaryDirectory _directory = new();

    private string File => _directory.File("store.db");

    public void Dispose() => _directory.Dispose();

    private SqliteStore Open(long historyRevisions = 200_000) =>
        SqliteStore.Open(new SqliteStoreOptions { Path = File, HistoryRevisions = historyRevisions }, _time, NullLogger.Instance);

    private static async Task<long> PutAsync(IStore store, string key, string value, long lease = 0) =>
        (await store.CommitAsync(new Transaction { Operations = [Operation.Put(key, Encoding.UTF8.GetBytes(value), lease)] })).Revision;

    private long Rows()
    {
        using var database = Database.Open(File);
        return database.ExecuteScalar("SELECT count(*) FROM revisions");
    }

    [Fact]
    public async Task Open_Again_GoesOnWhereItWas()
    {
        await using (var store = Open())
        {
            await PutAsync(store, "/a", "1");
            await PutAsync(store, "/b", "2");
        }
        Assert.False(System.IO.File.Exists(File + "-wal"), "a clean end folds the log into the file");
        await using var again = Open();
        Assert.Equal(3, await again.GetRevisionAsync());
        Assert.Equal("1", Encoding.UTF8.GetString((await again.GetAsync("/a"))!.Value.Span));
        Assert.Equal(4, await PutAsync(again, "/a", "3"));
    }

    [Fact]
    public async Task Open_Files_AreThePrivateOnesOfTheOwner()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes");
            return;
        }
        await using var store = Open();
        await PutAsync(store, "/a", "1");
        foreach (var file in Directory.GetFiles(_directory.Path))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
        Assert.True(System.IO.File.Exists(File + "-wal"));
    }

    [Fact]
    public async Task Open_WhileOpen_IsInUse()
    {
        await using var store = Open();
        Assert.Equal(StoreError.InUse, Assert.Throws<StoreException>(() => Open()).Error);
    }

    [Fact]
    public void Open_NoDatabase_IsCorrupt()
    {
        System.IO.File.WriteAllText(File, string.Concat(Enumerable.Repeat("this is not a database\n", 100)));
        Assert.Equal(StoreError.Corrupt, Assert.Throws<StoreException>(() => Open()).Error);
    }

    [Fact]
    public void Open_OtherProgramsDatabase_IsCorruptAndUntouched()
    {
        using (var database = Database.Open(File)) database.Execute("CREATE TABLE t (a)");
        Assert.Equal(StoreError.Corrupt, Assert.Throws<StoreException>(() => Open()).Error);
        using var again = Database.Open(File);
        Assert.Equal(1, again.ExecuteScalar("SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public void Open_NoDirectory_IsUnavailable()
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_directory.Path, "absent", "store.db") };
        Assert.Equal(StoreError.Unavailable, Assert.Throws<StoreException>(() => SqliteStore.Open(options, _time, NullLogger.Instance)).Error);
    }

    [Fact]
    public void Schema_Writer_SyncsEveryCommit()
    {
        using var database = Database.Open(File);
        Schema.PrepareWriter(database);
        Assert.Equal(2, database.ExecuteScalar("PRAGMA synchronous"));
    }

    /// <summary>What is on disk may only be changed together with the schema's version.</summary>
    [Fact]
    public void Schema_Version1_IsFrozen()
    {
        using var database = Database.Open(File);
        Schema.PrepareWriter(database);
        var columns = database.Prepare("""
            SELECT m.name || ':' || group_concat(c.name || ' ' || c.type, ',') FROM sqlite_schema m, pragma_table_info(m.name) c
            WHERE m.type = 'table' GROUP BY m.name ORDER BY m.name
            """);
        var tables = new List<string>();
        while (columns.Step()) tables.Add(columns.Text(0));
        Assert.Equal(
            [
                "compaction:compacted INTEGER,swept INTEGER",
                "leases:id INTEGER,ttl INTEGER",
                "revisions:id INTEGER,key TEXT,deleted INTEGER,create_revision INTEGER,version INTEGER,lease INTEGER,previous INTEGER,value BLOB",
            ], tables);
        Assert.Equal(1, database.ExecuteScalar("PRAGMA user_version"));
        Assert.Equal((3L << 16) | 5, RowId.Of(3, 5));
    }

    [Fact]
    public async Task Lease_AfterRestart_HasItsTimeAnew()
    {
        long lease;
        await using (var store = Open())
        {
            lease = await store.GrantLeaseAsync(TimeSpan.FromSeconds(10));
            await PutAsync(store, "/a", "1", lease);
            _time.Advance(TimeSpan.FromSeconds(9));
        }
        await using var again = Open();
        _time.Advance(TimeSpan.FromSeconds(9));
        await again.KeepLeaseAliveAsync(lease);
        await using var watch = await again.WatchAsync(new StoreWatchRequest(KeyRange.All, 0));
        _time.Advance(TimeSpan.FromSeconds(11));
        var batch = await watch.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        Assert.True(Assert.Single(batch.Events).IsDelete);
    }

    [Fact]
    public async Task Compact_Swept_LeavesOneRowPerLivingKey()
    {
        await using (var store = Open())
        {
            for (var i = 0; i < 500; i++) await PutAsync(store, $"/{i % 10}", $"{i}");
            await store.DeleteAsync("/9", (await store.GetAsync("/9"))!.ModRevision);
            await PutAsync(store, "/0", "last");
            await store.CompactAsync(await store.GetRevisionAsync());
        }
        // Sweeping goes on in steps, also after a restart.
        await using (var again = Open())
        {
            await PutAsync(again, "/1", "v");
            await PutAsync(again, "/1", "w");
            Assert.Equal(9, (await again.RangeAsync(new RangeRequest(KeyRange.All))).Count);
        }
        await using (var third = Open()) await PutAsync(third, "/2", "v");
        Assert.Equal(9 + 3, Rows());
    }

    [Fact]
    public async Task History_OlderThanKept_IsCompactedByItself()
    {
        await using var store = Open();
        await PutAsync(store, "/a", "1");
        _time.Advance(TimeSpan.FromMinutes(1));
        await PutAsync(store, "/a", "2");
        _time.Advance(TimeSpan.FromMinutes(4) + TimeSpan.FromSeconds(30));
        await PutAsync(store, "/a", "3");
        Assert.Equal("2", Encoding.UTF8.GetString((await store.RangeAsync(new RangeRequest(KeyRange.All) { Revision = 3 })).Items[0].Value.Span));
        _time.Advance(TimeSpan.FromMinutes(5));
        await PutAsync(store, "/a", "4");
        var error = await Assert.ThrowsAsync<StoreException>(async () => await store.RangeAsync(new RangeRequest(KeyRange.All) { Revision = 2 }));
        Assert.Equal(StoreError.Compacted, error.Error);
    }

    [Fact]
    public async Task History_MoreRevisionsThanKept_IsCompactedByItself()
    {
        await using (var store = Open(historyRevisions: 100))
        {
            for (var i = 0; i < 1000; i++) await PutAsync(store, "/a", $"{i}");
            var error = await Assert.ThrowsAsync<StoreException>(async () => await store.RangeAsync(new RangeRequest(KeyRange.All) { Revision = 500 }));
            Assert.InRange(error.CompactedRevision, 850, 901);
            Assert.Equal("948", Encoding.UTF8.GetString((await store.RangeAsync(new RangeRequest(KeyRange.All) { Revision = 950 })).Items[0].Value.Span));
        }
        Assert.InRange(Rows(), 100, 200);
    }

    [Fact]
    public async Task Commit_TooLarge_IsRefused()
    {
        await using var store = SqliteStore.Open(
            new SqliteStoreOptions { TransactionBytes = 100, TransactionOperations = 2 }, _time, NullLogger.Instance);
        var bytes = await Assert.ThrowsAsync<StoreException>(() => PutAsync(store, "/a", new string('x', 100)));
        Assert.Equal(StoreError.TooLarge, bytes.Error);
        var three = new Transaction { Operations = [Operation.Delete("a"), Operation.Delete("b"), Operation.Delete("c")] };
        Assert.Equal(StoreError.TooLarge, (await Assert.ThrowsAsync<StoreException>(async () => await store.CommitAsync(three))).Error);
    }
}
