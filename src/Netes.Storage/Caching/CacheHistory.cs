namespace Netes.Storage.Caching;

/// <summary>
/// The last changes, for watchers that come back. A ring that grows up to its bounds and then loses its oldest. The bytes
/// that it answers for are those of superseded objects: the present ones are held by the tree anyway.
/// </summary>
internal sealed class CacheHistory<TItem>(int maxEvents, long maxBytes) where TItem : CachedObject
{
    private CacheChange<TItem>[] _ring = new CacheChange<TItem>[16];
    private int _first, _count;
    private long _bytes;

    /// <summary>A watch may begin after this revision or a later one.</summary>
    public long Floor { get; private set; }

    public void Reset(long floor)
    {
        Array.Clear(_ring);
        (_first, _count, _bytes, Floor) = (0, 0, 0, floor);
    }

    public void Add(CacheChange<TItem> change)
    {
        if (_count == _ring.Length && _ring.Length < maxEvents) Grow();
        while (_count > 0 && (_count == _ring.Length || _count >= maxEvents || _bytes > maxBytes)) Drop();
        _ring[(_first + _count) % _ring.Length] = change;
        _count++;
        _bytes += Bytes(change);
    }

    /// <summary>The changes after the revision, in order.</summary>
    public CacheChange<TItem>[] After(long revision)
    {
        int low = 0, high = _count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (At(middle).Revision <= revision) low = middle + 1;
            else high = middle;
        }
        var changes = new CacheChange<TItem>[_count - low];
        for (var i = 0; i < changes.Length; i++) changes[i] = At(low + i);
        return changes;
    }

    private CacheChange<TItem> At(int index) => _ring[(_first + index) % _ring.Length];

    private void Drop()
    {
        var oldest = _ring[_first];
        _ring[_first] = null!;
        _first = (_first + 1) % _ring.Length;
        _count--;
        _bytes -= Bytes(oldest);
        Floor = oldest.Revision;
    }

    private void Grow()
    {
        var larger = new CacheChange<TItem>[Math.Min(maxEvents, _ring.Length * 2)];
        for (var i = 0; i < _count; i++) larger[i] = At(i);
        (_ring, _first) = (larger, 0);
    }

    private static long Bytes(CacheChange<TItem> change) => 128 + (change.Old?.Json.Length ?? 0);
}
