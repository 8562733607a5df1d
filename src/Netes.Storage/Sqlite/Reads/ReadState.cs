namespace Netes.Storage.Sqlite.Reads;

/// <summary>Where the store stands: its newest revision and where its history begins.</summary>
internal sealed class ReadState(Database database)
{
    private readonly Statement _newest = database.Prepare("SELECT max(id) FROM revisions");
    private readonly Statement _compaction = database.Prepare("SELECT compacted, swept FROM compaction");

    /// <summary>An empty store stands at revision 1, as etcd does.</summary>
    public long Revision()
    {
        _newest.Step();
        var revision = Math.Max(1, RowId.Revision(_newest.Int64(0)));
        _newest.Reset();
        return revision;
    }

    public (long Compacted, long Swept) Compaction()
    {
        _compaction.Step();
        var state = (_compaction.Int64(0), _compaction.Int64(1));
        _compaction.Reset();
        return state;
    }
}
