namespace Netes.Storage.Sqlite.Reads;

/// <summary>A connection for reading, with its statements.</summary>
internal sealed class Reader : IDisposable
{
    private readonly Database _database;
    private readonly Statement _begin, _end;
    private readonly ReadRange _range;
    private readonly ReadHistory _history;

    public Reader(Database database)
    {
        _database = database;
        _begin = database.Prepare("BEGIN");
        _end = database.Prepare("COMMIT");
        _range = new ReadRange(database);
        _history = new ReadHistory(database);
    }

    public RangeResult Range(RangeRequest request)
    {
        _begin.Run();
        try
        {
            return _range.Run(request);
        }
        finally
        {
            _end.Run();
        }
    }

    public long History(StoreWatchRequest watch, long first, long last, int limit, List<StoreEvent> events)
    {
        _begin.Run();
        try
        {
            return _history.Run(watch, first, last, limit, events);
        }
        finally
        {
            _end.Run();
        }
    }

    public void Dispose() => _database.Dispose();
}
