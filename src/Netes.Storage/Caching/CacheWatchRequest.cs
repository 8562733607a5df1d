namespace Netes.Storage.Caching;

/// <summary>How a watch begins.</summary>
public enum CacheWatchStart
{
    /// <summary>With the events after <see cref="CacheWatchRequest{TItem}.Revision"/>.</summary>
    Events,

    /// <summary>
    /// With the present items as additions, then their changes (resourceVersion unset or "0"). The state is not older than
    /// the revision; <see cref="CacheWatchRequest{TItem}.Latest"/>: it holds every acknowledged write.
    /// </summary>
    State,

    /// <summary>As <see cref="State"/>, with a bookmark that ends the initial additions (sendInitialEvents).</summary>
    StateAndBookmark,
}

public sealed class CacheWatchRequest<TItem> where TItem : CachedObject
{
    /// <summary>Stands for the newest revision: a start from the state then holds every acknowledged write.</summary>
    public const long Latest = -1;

    /// <summary>A prefix that ends in '/', or one whole key.</summary>
    public required string Scope { get; init; }

    public CacheWatchStart Start { get; init; }
    public long Revision { get; init; }

    /// <summary>Null: every item.</summary>
    public CacheFilter<TItem>? Filter { get; init; }

    /// <summary>Send a bookmark now and then.</summary>
    public bool Bookmarks { get; init; }
}
