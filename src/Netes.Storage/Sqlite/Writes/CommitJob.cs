using Netes.Storage.Sqlite.Reads;

namespace Netes.Storage.Sqlite.Writes;

/// <summary>A transaction: compare, then write everything under one revision.</summary>
internal sealed class CommitJob(Transaction transaction, int size) : WriteJob<TransactionResult>
{
    public override int Size => size;

    protected override TransactionResult Run(WriteContext context)
    {
        var compares = transaction.Compares;
        var compared = compares.Count == 0 ? [] : new CurrentRow[compares.Count];
        var holds = true;
        for (var i = 0; i < compared.Length; i++)
        {
            compared[i] = context.Current(compares[i].Key);
            holds &= compared[i].ModRevision == compares[i].ModRevision;
        }
        if (!holds)
        {
            var states = Array.ConvertAll(compared, row => context.Read(row));
            return new TransactionResult { Succeeded = false, Revision = context.Revision, Current = states };
        }

        var changes = new List<(Operation, CurrentRow)>(transaction.Operations.Count);
        foreach (var operation in transaction.Operations)
        {
            if (operation.Lease != 0) context.Leases.Require(operation.Lease);
            var row = RowOf(operation.Key, context, compared);
            if (!operation.IsDelete || row.Exists) changes.Add((operation, row));
        }
        var revision = changes.Count == 0 ? context.Revision : context.Append(changes);
        return new TransactionResult { Succeeded = true, Revision = revision };
    }

    /// <summary>Mostly the key has just been compared.</summary>
    private CurrentRow RowOf(string key, WriteContext context, CurrentRow[] compared)
    {
        for (var i = 0; i < compared.Length && i < 8; i++)
            if (transaction.Compares[i].Key == key) return compared[i];
        return context.Current(key);
    }
}
