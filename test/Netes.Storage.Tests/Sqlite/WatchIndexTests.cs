using CsCheck;
using Netes.Storage.Sqlite.Watches;

namespace Netes.Storage.Tests.Sqlite;

public sealed class WatchIndexTests
{
    private static readonly Gen<string> Key = Gen.Char["abc/"].Array[0, 5].Select(chars => new string(chars));

    private static readonly Gen<KeyRange> Range = Gen.Select(Key, Key, Gen.Int[0, 4]).Select((x, y, kind) => kind switch
    {
        0 => KeyRange.Prefix(x),
        1 => KeyRange.Key(x),
        2 => new KeyRange(x, null),
        _ => Utf8Order.Compare(x, y) <= 0 ? new KeyRange(x, y) : new KeyRange(y, x),
    });

    [Fact]
    public void Find_AnyRanges_FindsThoseThatContainTheKey() =>
        Gen.Select(Range.Array[0, 30], Gen.Int[0, 10], Key.Array[20]).Sample((ranges, removed, keys) =>
        {
            var hub = new WatchHub(1);
            var index = new WatchIndex();
            var watches = ranges.Select(range => new SqliteWatch(new StoreWatchRequest(range, 0), hub, null!)).ToList();
            foreach (var watch in watches) index.Add(watch);
            foreach (var watch in watches.Take(removed).ToList())
            {
                index.Remove(watch);
                watches.Remove(watch);
            }
            foreach (var key in keys)
            {
                var found = new List<SqliteWatch>();
                index.Find(key, found);
                Assert.Equal(watches.Where(watch => watch.Range.Contains(key)).ToHashSet(), found.ToHashSet());
                Assert.Equal(found.Count, found.Distinct().Count());
            }
        }, iter: 500);
}
