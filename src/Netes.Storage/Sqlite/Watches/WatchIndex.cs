namespace Netes.Storage.Sqlite.Watches;

/// <summary>
/// The watches by key range. Ranges lie sorted by their start, each with the furthest end of all up to it; a key's watches
/// are found by going back from the last range that starts at or before it, until no end reaches the key any more.
/// </summary>
internal sealed class WatchIndex
{
    private SqliteWatch[] _sorted = [];
    private string?[] _furthest = [];

    public void Add(SqliteWatch watch) => Build([.. _sorted, watch]);

    public void Remove(SqliteWatch watch) => Build(Array.FindAll(_sorted, other => other != watch));

    public IReadOnlyList<SqliteWatch> All => _sorted;

    public void Find(string key, List<SqliteWatch> found)
    {
        int low = 0, high = _sorted.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Utf8Order.Compare(_sorted[middle].Range.From, key) <= 0) low = middle + 1;
            else high = middle;
        }
        for (var i = low - 1; i >= 0 && (_furthest[i] is not { } end || Utf8Order.Compare(end, key) > 0); i--)
            if (_sorted[i].Range.Contains(key)) found.Add(_sorted[i]);
    }

    private void Build(SqliteWatch[] watches)
    {
        Array.Sort(watches, (x, y) => Utf8Order.Compare(x.Range.From, y.Range.From));
        var furthest = new string?[watches.Length];
        for (var i = 0; i < watches.Length; i++)
        {
            var end = watches[i].Range.To;
            furthest[i] = i > 0 && (furthest[i - 1] is not { } before || end is not null && Utf8Order.Compare(before, end) > 0)
                ? furthest[i - 1]
                : end;
        }
        (_sorted, _furthest) = (watches, furthest);
    }
}
