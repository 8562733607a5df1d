namespace Netes.Storage.Sqlite.Writes;

/// <summary>
/// Decides what history is kept and has the rest swept, as part of the writer's groups: no timer, no work while nothing is
/// written. Only the writer's thread comes here, but for <see cref="Compacted"/>.
/// </summary>
internal sealed class Compactor(TimeSpan historyTime, long historyRevisions, TimeProvider time)
{
    private const int Marks = 10; // the history's age is known to a tenth

    private readonly Queue<(long At, long Revision)> _marks = new();
    private long _lastMark, _swept;
    private long _compacted, _durable;

    /// <summary>The line as of the last commit: what readers may be told.</summary>
    public long Compacted => Volatile.Read(ref _compacted);

    public bool IsSweeping { get; private set; }

    public void Load(WriteContext context)
    {
        (_compacted, _swept) = context.State.Compaction();
        _durable = _compacted;
        IsSweeping = _compacted != 0 && _swept != RowId.First(_compacted);
        _lastMark = time.GetTimestamp();
        _marks.Enqueue((_lastMark, context.Revision));
    }

    /// <summary>At the end of every group, in its transaction.</summary>
    public void Step(WriteContext context, int rows)
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_lastMark, now) >= historyTime / Marks)
        {
            _marks.Enqueue((now, context.Revision));
            _lastMark = now;
        }
        if (!IsSweeping && Line(context.Revision, now) is var line && line > _compacted) MoveTo(line, context);
        if (IsSweeping)
        {
            (_swept, var done) = context.Compaction.Sweep(_compacted, _swept, rows);
            IsSweeping = !done;
        }
    }

    public void MoveTo(long revision, WriteContext context)
    {
        context.Compaction.SetCompacted(revision);
        Volatile.Write(ref _compacted, revision);
        IsSweeping = true;
    }

    public void Committed() => _durable = _compacted;

    /// <summary>The group failed: what it changed on disk has been taken back.</summary>
    public void RolledBack(WriteContext context)
    {
        (_, _swept) = context.State.Compaction();
        Volatile.Write(ref _compacted, _durable);
        IsSweeping = _compacted != 0 && _swept != RowId.First(_compacted);
    }

    private long Line(long newest, long now)
    {
        var line = _compacted;
        while (_marks.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At, now) >= historyTime)
        {
            line = Math.Max(line, oldest.Revision);
            _marks.Dequeue();
        }
        var step = Math.Max(1, historyRevisions / Marks); // by number too the line moves in steps
        if (newest - line > historyRevisions + step) line = newest - historyRevisions;
        return line;
    }
}
