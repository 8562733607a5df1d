using System.Collections.Concurrent;

namespace Netes.Storage.Caching;

public enum CacheEventType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}

/// <summary>
/// What a watcher is told. Shared by all watchers that are told the same, so that it is encoded once: the JSON form is
/// <see cref="CachedObject.Json"/> between two constants and needs no copy; other forms are kept by <see cref="Encode"/>.
/// </summary>
public sealed class CacheEvent<TItem> where TItem : CachedObject
{
    private ConcurrentDictionary<object, ReadOnlyMemory<byte>>? _encoded;

    internal CacheEvent(CacheEventType type, TItem? item, long revision)
    {
        Type = type;
        Item = item;
        Revision = revision;
    }

    /// <summary>As the watcher's filter sees it: an item that no longer matches is <see cref="CacheEventType.Deleted"/>.</summary>
    public CacheEventType Type { get; }

    /// <summary>
    /// The item; in a deletion its last state (the last that matched), with the deletion's resource version. Null only in
    /// bookmarks.
    /// </summary>
    public TItem? Item { get; }

    /// <summary>A watch begun after this revision goes on exactly behind this event.</summary>
    public long Revision { get; }

    /// <summary>On the bookmark that ends the initial state (KEP-3157's <c>k8s.io/initial-events-end</c>).</summary>
    public bool InitialEventsEnd { get; init; }

    /// <summary>The event's bytes in some form (protobuf, a table row of one version), made by whoever asks first.</summary>
    public ReadOnlyMemory<byte> Encode(object form, Func<CacheEvent<TItem>, ReadOnlyMemory<byte>> encode)
    {
        var encoded = LazyInitializer.EnsureInitialized(ref _encoded);
        return encoded.TryGetValue(form, out var bytes) ? bytes : encoded.GetOrAdd(form, encode(this));
    }
}
