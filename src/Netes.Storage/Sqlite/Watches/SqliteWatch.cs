using Netes.Storage.Sqlite.Reads;

namespace Netes.Storage.Sqlite.Watches;

/// <summary>
/// One watch. It is either <b>live</b>: the hub puts each group's events into its queue; or <b>behind</b>: the hub only
/// notes that there is more, and the reader fetches pages of history from the database until it has caught up. A watch that
/// begins in the past starts behind; a live one whose queue grows too long falls behind, so that a slow reader costs no
/// memory.
/// </summary>
internal sealed class SqliteWatch(StoreWatchRequest request, WatchHub hub, ReadPool readers) : IStoreWatch
{
    private const int MaxQueued = 1024; // batches
    private const int PageEvents = 1024;

    private readonly Lock _gate = new();
    private readonly Queue<StoreWatchBatch> _queue = new();
    private List<StoreEvent>? _gathering; // the hub's, under its lock
    private TaskCompletionSource? _waiting;
    private StoreError? _end;
    private bool _behind, _handedOut, _mustFallBehind;
    private bool _progressWanted; // asked for while behind
    private long _first;     // events before it are of no interest
    private long _delivered; // the revision of the last batch that the reader got
    private long _settled;   // the same, once the reader has come back
    private long _offered;   // the newest revision that the hub offered
    private long _queued;    // the revision of the last batch in the queue

    public KeyRange Range => request.Range;
    public bool WithPrevious => request.WithPrevious;

    public long SettledRevision
    {
        get
        {
            // First the revision, then the queue: events up to it have been offered before it was published.
            var revision = hub.Revision;
            lock (_gate)
            {
                return !_handedOut && !_behind && _queue.Count == 0 ? Math.Max(revision, _settled) : _settled;
            }
        }
    }

    /// <summary>The hub has taken the watch in; its newest revision tells where the watch stands.</summary>
    public void Begin(long revision)
    {
        lock (_gate)
        {
            _first = request.FromRevision == 0 ? revision + 1 : request.FromRevision;
            _delivered = _settled = Math.Min(revision, _first - 1);
            _behind = _first <= revision;
            _offered = revision;
        }
    }

    /// <summary>Notes an event of the group that is being published. True: it is the first.</summary>
    public bool Gather(StoreEvent change)
    {
        if (change.Revision < _first) return false;
        // Watches with previous values came while the group was being written: the database has them.
        _mustFallBehind |= WithPrevious && change.Previous is null && !change.IsCreate;
        if (_gathering is not null)
        {
            _gathering.Add(change);
            return false;
        }
        _gathering = [change];
        return true;
    }

    /// <summary>The group is complete.</summary>
    public void Offer(long revision)
    {
        var events = _gathering!;
        _gathering = null;
        lock (_gate)
        {
            _offered = revision;
            if (!_behind && (_mustFallBehind || _queue.Count >= MaxQueued))
            {
                _behind = true;
                _queue.Clear();
            }
            _mustFallBehind = false;
            if (_behind) Wake();
            else Enqueue(new StoreWatchBatch(revision, events));
        }
    }

    public void End(StoreError reason)
    {
        lock (_gate)
        {
            _end ??= reason;
            Wake();
        }
    }

    public async ValueTask<StoreWatchBatch> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _handedOut = false;
            _settled = _delivered;
        }
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                if (_end is { } end) throw new StoreException(end, "the watch has ended");
                if (_queue.TryDequeue(out var batch)) return HandOut(batch);
                if (_behind) wait = Task.CompletedTask;
                else wait = (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            if (wait.IsCompleted) return await CatchUpAsync(cancellationToken);
            await wait.WaitAsync(cancellationToken);
        }
    }

    public ValueTask RequestProgressAsync(CancellationToken cancellationToken)
    {
        var revision = hub.Revision;
        lock (_gate)
        {
            if (_behind)
            {
                // The page that is being read may end before this revision: it is looked at again with the last page.
                _progressWanted = true;
                return default;
            }
            // A batch that is under way may tell it.
            var toldAlready = _queue.Count > 0 ? _queued >= revision : _handedOut && _delivered >= revision;
            if (!toldAlready) Enqueue(new StoreWatchBatch(Math.Max(revision, _offered), []));
        }
        return default;
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_end == StoreError.Closed) return default;
            _end = StoreError.Closed;
            Wake();
        }
        hub.Remove(this);
        return default;
    }

    /// <summary>The next page of history; with the last one the watch is live.</summary>
    private async ValueTask<StoreWatchBatch> CatchUpAsync(CancellationToken cancellationToken)
    {
        long first, last;
        lock (_gate)
        {
            first = Math.Max(_first, _delivered + 1);
            last = Math.Max(_offered, hub.Revision);
        }
        var events = new List<StoreEvent>();
        var done = await readers.RunAsync(
            static (reader, page) => reader.History(page.request, page.first, page.last, PageEvents, page.events),
            (request, first, last, events), cancellationToken);
        var revision = hub.Revision; // before the lock: what it stands for has been offered
        lock (_gate)
        {
            // What the hub offered meanwhile was not queued.
            _behind = done < _offered;
            if (!_behind && _progressWanted)
            {
                _progressWanted = false;
                if (done < revision) Enqueue(new StoreWatchBatch(revision, []));
            }
            return HandOut(new StoreWatchBatch(done, events));
        }
    }

    private StoreWatchBatch HandOut(StoreWatchBatch batch)
    {
        _handedOut = true;
        _delivered = batch.Revision;
        return batch;
    }

    private void Enqueue(StoreWatchBatch batch)
    {
        _queue.Enqueue(batch);
        _queued = batch.Revision;
        Wake();
    }

    private void Wake()
    {
        _waiting?.TrySetResult();
        _waiting = null;
    }
}
