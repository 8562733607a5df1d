using Netes.Storage.Sqlite;
using Netes.Storage.Sqlite.Reads;
using Netes.Storage.Sqlite.Watches;

namespace Netes.Storage.Tests.Sqlite;

public sealed class SqliteWatchTests
{
    [Fact]
    public async Task RequestProgress_WhileAPageIsBeingRead_IsAnsweredBehindIt()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using Database database = Database.Open(":memory:");
        Schema.PrepareWriter(database);
        using var readers = new ReadPool(new Reader(database));
        var hub = new WatchHub(10);
        await using var watch = new SqliteWatch(new StoreWatchRequest(KeyRange.Prefix("/a/"), 5), hub, readers);
        hub.Add(watch); // it begins in the past: behind

        Task<StoreWatchBatch> page;
        using (readers.Enter())
        {
            page = watch.ReadAsync(cancellation).AsTask(); // knows how far to read, and waits for the connection
            hub.Publish([], 11);                           // somebody writes elsewhere
            await watch.RequestProgressAsync(cancellation);
        }

        Assert.Equal(10, (await page).Revision);
        Assert.Equal(11, (await watch.ReadAsync(cancellation)).Revision);
    }
}
