using Microsoft.Extensions.Logging;
using Netes.Storage.Sqlite.Reads;

namespace Netes.Storage.Sqlite.Writes;

/// <summary>
/// The one thread that writes.
/// <code>
///   callers ──► queue ──► 1. take what waits, up to a group
///                         2. BEGIN, apply each job, sweep a little, COMMIT (one sync to disk for all)
///                         3. publish the group's events to the watches, in revision order
///                         4. answer each job
/// </code>
/// While a group is on its way to the disk the next one gathers, so that the more is written, the more share one sync.
/// </summary>
internal sealed partial class Writer
{
    private const int GroupBytes = 4 << 20;
    private const int SweepRows = 128;

    private readonly Database _database;
    private readonly ReadPool? _shared;
    private readonly Statement _begin, _commit, _rollback;
    private readonly WriteContext _context;
    private readonly Compactor _compactor;
    private readonly Action<List<StoreEvent>, long> _publish;
    private readonly Func<bool> _previousWanted;
    private readonly int _groupJobs;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _gate = new();
    private readonly Queue<WriteJob> _queue = new();
    private bool _closing;

    /// <param name="database">The writer's connection.</param>
    /// <param name="shared">Where readers use the same connection: their pool.</param>
    /// <param name="compactor">Decides what history goes.</param>
    /// <param name="publish">Takes the events of a durable group, and the store's revision.</param>
    /// <param name="previousWanted">Whether events should carry previous values.</param>
    /// <param name="groupJobs">How many jobs may share a commit.</param>
    /// <param name="logger">For what callers can't be told.</param>
    public Writer(
        Database database, ReadPool? shared, Compactor compactor, Action<List<StoreEvent>, long> publish,
        Func<bool> previousWanted, int groupJobs, ILogger logger)
    {
        _database = database;
        _shared = shared;
        _compactor = compactor;
        _publish = publish;
        _previousWanted = previousWanted;
        _groupJobs = groupJobs;
        _logger = logger;
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _rollback = database.Prepare("ROLLBACK");
        _context = new WriteContext(database);
        _context.Revision = _context.State.Revision();
        _compactor.Load(_context);
    }

    public long InitialRevision => _context.Revision;

    public List<(long Lease, TimeSpan TimeToLive)> InitialLeases() => _context.Leases.All();

    public void Start() => new Thread(Run) { IsBackground = true, Name = "store writer" }.Start();

    public void Enqueue(WriteJob job)
    {
        lock (_gate)
        {
            if (!_closing)
            {
                _queue.Enqueue(job);
                if (_queue.Count == 1) Monitor.Pulse(_gate);
                return;
            }
        }
        job.Fail(new StoreException(StoreError.Closed, "the store is closed"));
    }

    /// <summary>Finishes what is queued, then ends.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }
        return _ended.Task;
    }

    private void Run()
    {
        var group = new List<WriteJob>(_groupJobs);
        while (Take(group))
        {
            using (_shared?.Enter() ?? default(ReadPool.Exclusive))
            {
                if (Write(group) is { } failure)
                {
                    foreach (var job in group) job.Fail(failure);
                    continue;
                }
            }
            _publish(_context.Events, _context.Revision);
            foreach (var job in group) job.Answer();
        }
        _ended.SetResult();
    }

    /// <summary>Waits for jobs; with a sweep under way an empty group comes at once. False: the end.</summary>
    private bool Take(List<WriteJob> group)
    {
        group.Clear();
        lock (_gate)
        {
            while (_queue.Count == 0 && !_closing && !_compactor.IsSweeping) Monitor.Wait(_gate);
            var bytes = 0;
            while (group.Count < _groupJobs && bytes < GroupBytes && _queue.TryDequeue(out var job))
            {
                group.Add(job);
                bytes += job.Size;
            }
            return group.Count > 0 || !_closing;
        }
    }

    private StoreException? Write(List<WriteJob> group)
    {
        var before = _context.Revision;
        try
        {
            _context.BeginGroup(_previousWanted());
            _begin.Run();
            foreach (var job in group) Apply(job);
            _compactor.Step(_context, SweepRows + 2 * _context.Events.Count);
            _commit.Run();
            _compactor.Committed();
            return null;
        }
        catch (StoreException failure)
        {
            Log.GroupFailed(_logger, group.Count, failure);
            RollBack(before);
            return failure;
        }
    }

    private void Apply(WriteJob job)
    {
        try
        {
            job.Apply(_context);
        }
        catch (StoreException refusal) when (refusal.Error is not (StoreError.Unavailable or StoreError.Corrupt))
        {
            job.Refuse(refusal);
        }
    }

    private void RollBack(long revision)
    {
        _context.Revision = revision;
        try
        {
            if (!_database.IsIdle) _rollback.Run();
            _compactor.RolledBack(_context);
        }
        catch (StoreException failure)
        {
            // The next BEGIN fails as well, and its callers are told.
            Log.RollBackFailed(_logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Writing {Jobs} transactions to the store failed")]
        public static partial void GroupFailed(ILogger logger, int jobs, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "Taking back a failed write to the store failed")]
        public static partial void RollBackFailed(ILogger logger, Exception exception);
    }
}
