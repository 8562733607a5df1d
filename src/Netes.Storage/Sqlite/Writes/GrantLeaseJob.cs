namespace Netes.Storage.Sqlite.Writes;

internal sealed class GrantLeaseJob(long lease, long seconds) : WriteJob<long>
{
    protected override long Run(WriteContext context)
    {
        context.Leases.Insert(lease, seconds);
        return lease;
    }
}
