using Microsoft.Extensions.Logging.Abstractions;
using Netes.Storage.Sqlite;

namespace Netes.Storage.Tests.Sqlite;

public sealed class SqliteFileContractTests : StoreContractTests
{
    private readonly FakeTime _time = new();
    private readonly TemporaryDirectory _directory = new();

    protected override ValueTask<IStore> OpenAsync() =>
        new(SqliteStore.Open(new SqliteStoreOptions { Path = _directory.File("store.db") }, _time, NullLogger.Instance));

    protected override void AdvanceTime(TimeSpan by) => _time.Advance(by);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}

public sealed class SqliteMemoryContractTests : StoreContractTests
{
    private readonly FakeTime _time = new();

    protected override ValueTask<IStore> OpenAsync() => new(SqliteStore.Open(new SqliteStoreOptions(), _time, NullLogger.Instance));

    protected override void AdvanceTime(TimeSpan by) => _time.Advance(by);
}
