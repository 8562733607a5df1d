using Microsoft.Extensions.Logging.Abstractions;
using Netes.Storage.Sqlite;
using Netes.Storage.Sqlite.Writes;

namespace Netes.Storage.Tests.Sqlite;

public sealed class WriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Database _database;
    private readonly Writer _writer;
    private readonly List<(int Events, long Revision)> _published = [];

    public WriterTests()
    {
        _database = Database.Open(_directory.File("store.db"));
        Schema.PrepareWriter(_database);
        var compactor = new Compactor(TimeSpan.FromMinutes(5), 1000, new FakeTime());
        _writer = new Writer(
            _database, null, compactor, (events, revision) => _published.Add((events.Count, revision)), () => false, 16, NullLogger.Instance);
    }

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    private static CommitJob Put(string key, int bytes = 1) =>
        new(new Transaction { Operations = [Operation.Put(key, new byte[bytes])] }, bytes);

    [Fact]
    public async Task Run_JobsThatWait_ShareACommitUpToTheGroupsSize()
    {
        var jobs = Enumerable.Range(0, 20).Select(i => Put($"/{i}")).ToList();
        foreach (var job in jobs) _writer.Enqueue(job);
        _writer.Start();
        for (var i = 0; i < jobs.Count; i++) Assert.Equal(i + 2, (await jobs[i].Task).Revision);
        await _writer.CloseAsync();
        Assert.Equal([(16, 17), (4, 21)], _published);
    }

    [Fact]
    public async Task Run_RefusedJobInAGroup_LeavesTheOthers()
    {
        var first = Put("/a");
        var refused = new CommitJob(new Transaction { Operations = [Operation.Put("/b", default, lease: 5)] }, 0);
        var last = Put("/c");
        foreach (var job in new[] { first, refused, last }) _writer.Enqueue(job);
        _writer.Start();
        Assert.Equal(StoreError.LeaseNotFound, (await Assert.ThrowsAsync<StoreException>(() => refused.Task)).Error);
        Assert.Equal(2, (await first.Task).Revision);
        Assert.Equal(3, (await last.Task).Revision);
        await _writer.CloseAsync();
        Assert.Equal([(2, 3)], _published);
    }

    [Fact]
    public async Task Run_DiskFull_FailsTheGroupAndGoesOnAfterwards()
    {
        _database.Execute("PRAGMA max_page_count = 40");
        var small = Put("/small");
        var large = Put("/large", 1 << 20);
        _writer.Enqueue(small);
        _writer.Enqueue(large);
        _writer.Start();
        Assert.Equal(StoreError.Unavailable, (await Assert.ThrowsAsync<StoreException>(() => small.Task)).Error);
        Assert.Equal(StoreError.Unavailable, (await Assert.ThrowsAsync<StoreException>(() => large.Task)).Error);
        Assert.Empty(_published);

        var next = Put("/next");
        _writer.Enqueue(next);
        Assert.Equal(2, (await next.Task).Revision);
        await _writer.CloseAsync();
        Assert.Equal([(1, 2)], _published);
        Assert.Equal(1, _database.ExecuteScalar("SELECT count(*) FROM revisions"));
    }

    [Fact]
    public async Task Close_JobsInTheQueue_AreFinished()
    {
        var jobs = Enumerable.Range(0, 50).Select(i => Put($"/{i}")).ToList();
        foreach (var job in jobs) _writer.Enqueue(job);
        var closing = _writer.CloseAsync();
        _writer.Start();
        await closing;
        foreach (var job in jobs) Assert.True((await job.Task).Succeeded);
        var late = Put("/late");
        _writer.Enqueue(late);
        Assert.Equal(StoreError.Closed, (await Assert.ThrowsAsync<StoreException>(() => late.Task)).Error);
    }
}
