namespace Netes.Storage.Sqlite.Writes;

/// <summary>Moves the line below which history is forgotten.</summary>
internal sealed class CompactJob(long revision, Compactor compactor) : WriteJob<bool>
{
    protected override bool Run(WriteContext context)
    {
        if (revision > context.Revision)
            throw new StoreException(StoreError.FutureRevision, $"revision {revision} has not come yet, the newest is {context.Revision}");
        if (revision <= compactor.Compacted)
        {
            throw new StoreException(StoreError.Compacted, $"revision {revision} has been compacted already")
            {
                CompactedRevision = compactor.Compacted,
            };
        }
        compactor.MoveTo(revision, context);
        return true;
    }
}
