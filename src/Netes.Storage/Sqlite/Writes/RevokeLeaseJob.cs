using Netes.Storage.Sqlite.Reads;

namespace Netes.Storage.Sqlite.Writes;

/// <summary>Ends a lease and deletes its keys.</summary>
/// <param name="isDue">Null: it is revoked; else asked at the last moment, for a lease may be kept alive until then.</param>
internal sealed class RevokeLeaseJob(long lease, Func<bool>? isDue) : WriteJob<bool>
{
    protected override bool Run(WriteContext context)
    {
        if (isDue is not null && !isDue()) return false;
        context.Leases.Require(lease);
        var changes = context.Leases.Keys(lease).ConvertAll(key => (Operation.Delete(key), context.Current(key)));
        // One revision, but for a lease with more keys than row ids have room for.
        foreach (var chunk in changes.Chunk(RowId.MaxOperations)) context.Append(chunk);
        context.Leases.Delete(lease);
        return true;
    }
}
