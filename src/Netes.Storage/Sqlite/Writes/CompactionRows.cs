namespace Netes.Storage.Sqlite.Writes;

/// <summary>
/// Forgets history. A compaction first moves the line below which nobody may read; the rows below it are then swept a few at
/// a time between other writes. Every row names the one that it superseded, so that a sweep looks only at rows written
/// since the last one and not at the keys that nobody changed.
/// </summary>
internal sealed class CompactionRows(Database database)
{
    private readonly Statement _set = database.Prepare("UPDATE compaction SET compacted = ?1");
    private readonly Statement _setSwept = database.Prepare("UPDATE compaction SET swept = ?1");
    private readonly Statement _delete = database.Prepare("DELETE FROM revisions WHERE id = ?1");
    private readonly Statement _next = database.Prepare("""
        SELECT id, previous, deleted FROM revisions WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3
        """);

    private readonly List<(long Id, long Previous, bool Deleted)> _rows = [];

    public void SetCompacted(long revision) => _set.Bind(1, revision).Run();

    /// <summary>
    /// Looks at some rows up to the compacted revision: each one's predecessor goes, and a deletion goes itself, but one at
    /// the very revision stays, because a watch may begin there (it goes in the next sweep).
    /// </summary>
    /// <param name="compacted">The line.</param>
    /// <param name="swept">Rows with a smaller id have been looked at.</param>
    /// <param name="limit">How many rows to look at.</param>
    /// <returns>The new <paramref name="swept"/>, and whether everything below the line has been looked at.</returns>
    public (long Swept, bool Done) Sweep(long compacted, long swept, int limit)
    {
        _rows.Clear();
        _next.Bind(1, swept).Bind(2, RowId.First(compacted + 1)).Bind(3, limit);
        while (_next.Step()) _rows.Add((_next.Int64(0), _next.Int64(1), _next.Int64(2) != 0));
        _next.Reset();

        foreach (var (id, previous, deleted) in _rows)
        {
            if (previous != 0) _delete.Bind(1, previous).Run();
            if (deleted && id < RowId.First(compacted)) _delete.Bind(1, id).Run();
        }
        var done = _rows.Count < limit;
        swept = done ? RowId.First(compacted) : _rows[^1].Id + 1;
        _setSwept.Bind(1, swept).Run();
        return (swept, done);
    }
}
