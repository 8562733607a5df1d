namespace Netes.Storage.Sqlite.Watches;

/// <summary>Hands the events of each durable group to the watches that they concern.</summary>
internal sealed class WatchHub(long revision)
{
    private readonly Lock _gate = new();
    private readonly WatchIndex _index = new();
    private readonly List<SqliteWatch> _found = [];
    private readonly List<SqliteWatch> _touched = [];
    private long _revision = revision;
    private int _previousWanted;
    private bool _closed;

    /// <summary>Every event up to here has been put before its watches.</summary>
    public long Revision => Volatile.Read(ref _revision);

    public bool PreviousWanted => Volatile.Read(ref _previousWanted) > 0;

    /// <summary>From now on the watch is offered every event.</summary>
    public void Add(SqliteWatch watch)
    {
        lock (_gate)
        {
            if (_closed) throw new StoreException(StoreError.Closed, "the store is closed");
            _index.Add(watch);
            if (watch.WithPrevious) _previousWanted++;
            watch.Begin(_revision);
        }
    }

    public void Remove(SqliteWatch watch)
    {
        lock (_gate)
        {
            _index.Remove(watch);
            if (watch.WithPrevious) _previousWanted--;
        }
    }

    /// <summary>Called by the writer, group after group.</summary>
    public void Publish(List<StoreEvent> events, long revision)
    {
        lock (_gate)
        {
            foreach (var change in events)
            {
                _found.Clear();
                _index.Find(change.Current.Key, _found);
                foreach (var watch in _found)
                    if (watch.Gather(change)) _touched.Add(watch);
            }
            foreach (var watch in _touched) watch.Offer(revision);
            _touched.Clear();
            Volatile.Write(ref _revision, revision); // after the offers: see SqliteWatch.SettledRevision
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var watch in _index.All) watch.End(StoreError.Closed);
        }
    }
}
