using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Netes.Storage;
using Netes.Storage.Sqlite;

// Writes to a store without end, and prints each write that the store acknowledged:
//   <revision> <key> <value, or - for a deletion>
// Its parent kills it at some moment and looks whether all that it printed is there.
// Arguments: the store's file, the number of writers, the number of this run.
var path = args[0];
var writers = int.Parse(args[1], CultureInfo.InvariantCulture);
var run = int.Parse(args[2], CultureInfo.InvariantCulture);

await using var store = SqliteStore.Open(
    new SqliteStoreOptions { Path = path, HistoryRevisions = 20_000 }, TimeProvider.System, NullLogger.Instance);
var output = Console.OpenStandardOutput();
var gate = new Lock();
await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteAsync(writer))));

async Task WriteAsync(int writer)
{
    var random = new Random((run * 1000) + writer);
    for (var n = 0; ; n++)
    {
        var key = $"/crash/{writer}/{random.Next(20)}";
        var present = await store.GetAsync(key);
        var delete = present is not null && random.Next(4) == 0;
        var value = delete ? "-" : $"{run}.{writer}.{n}." + new string('x', random.Next(6000));
        var operation = delete ? Operation.Delete(key) : Operation.Put(key, Encoding.UTF8.GetBytes(value));
        var result = await store.CommitAsync(new Transaction
        {
            Compares = [new Compare(key, present?.ModRevision ?? 0)],
            Operations = [operation],
        });
        if (!result.Succeeded) throw new InvalidOperationException($"{key} was changed by somebody else");
        var line = Encoding.UTF8.GetBytes($"{result.Revision} {key} {value}\n");
        lock (gate) output.Write(line);
    }
}
