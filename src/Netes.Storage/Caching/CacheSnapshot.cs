namespace Netes.Storage.Caching;

/// <summary>The items of one resource as of one revision. Costs nothing to take, blocks nobody, never changes.</summary>
public readonly struct CacheSnapshot<TItem> where TItem : CachedObject
{
    /// <summary>The list's resource version.</summary>
    public long Revision { get; }

    public TItem? Get(string key) => throw new NotSupportedException("the watch cache is not built yet");

    /// <summary>The items in key order. Stop enumerating where the limit is; go on with <see cref="KeyRange.After"/>.</summary>
    public IEnumerable<TItem> Range(KeyRange range) => throw new NotSupportedException("the watch cache is not built yet");

    /// <summary>How many items the range holds, in logarithmic time (remainingItemCount).</summary>
    public int Count(KeyRange range) => throw new NotSupportedException("the watch cache is not built yet");

    /// <summary>The items of the range that have the value in the index, in key order.</summary>
    public IEnumerable<TItem> ByIndex(string index, string value, KeyRange range) =>
        throw new NotSupportedException("the watch cache is not built yet");

    /// <summary>How many items have the value, in logarithmic time: for choosing the narrowest of several indexes.</summary>
    public int CountByIndex(string index, string value, KeyRange range) =>
        throw new NotSupportedException("the watch cache is not built yet");
}
