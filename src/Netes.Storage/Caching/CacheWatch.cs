using System.Diagnostics.CodeAnalysis;

namespace Netes.Storage.Caching;

/// <summary>Why a watch has no more events. The client may begin another one from the last revision it saw.</summary>
public enum CacheWatchEnd
{
    None,

    /// <summary>The watcher was disposed.</summary>
    Disposed,

    /// <summary>The reader did not keep up.</summary>
    TooSlow,

    /// <summary>The cache lost its own watch on the store and has read everything anew.</summary>
    Restarted,

    /// <summary>The cache was closed.</summary>
    Closed,
}

/// <summary>
/// One watcher's events: read all that are there with <see cref="TryRead"/>, flush, then wait. One reader at a time.
/// </summary>
public sealed class CacheWatch<TItem> : IDisposable where TItem : CachedObject
{
    public CacheWatchEnd End => throw new NotSupportedException("the watch cache is not built yet");

    public bool TryRead([NotNullWhen(true)] out CacheEvent<TItem>? next) =>
        throw new NotSupportedException("the watch cache is not built yet");

    /// <summary>True: an event is there; false: the watch has ended.</summary>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("the watch cache is not built yet");

    /// <summary>Asks for a bookmark of the cache's present revision, behind all events up to there.</summary>
    public void RequestBookmark() => throw new NotSupportedException("the watch cache is not built yet");

    public void Dispose()
    {
    }
}
