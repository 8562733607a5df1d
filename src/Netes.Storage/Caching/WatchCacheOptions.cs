namespace Netes.Storage.Caching;

public sealed class WatchCacheOptions<TItem> where TItem : CachedObject
{
    public IReadOnlyList<CacheIndex<TItem>> Indexes { get; init; } = [];

    /// <summary>How many past events are kept for watchers that come back.</summary>
    public int HistoryEvents { get; init; } = 8192;

    /// <summary>How many bytes of JSON the past events may keep alive.</summary>
    public long HistoryBytes { get; init; } = 32 << 20;

    /// <summary>How many events may wait for one watcher before it is ended as too slow.</summary>
    public int WatcherCapacity { get; init; } = 8192;

    /// <summary>How often watchers that asked for bookmarks get one.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a read waits for a revision that has not come yet (kube-apiserver's three seconds).</summary>
    public TimeSpan FutureRevisionTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
