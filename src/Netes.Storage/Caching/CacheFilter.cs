namespace Netes.Storage.Caching;

/// <summary>
/// Which items a watcher wants. Watchers whose filters have the same identity (and scope) are served together: the predicate
/// is evaluated once for all of them.
/// </summary>
/// <param name="identity">Equal for equal predicates only: the selectors' canonical text.</param>
/// <param name="matches">A pure function of the item.</param>
public sealed class CacheFilter<TItem>(string identity, Func<TItem, bool> matches) where TItem : CachedObject
{
    public string Identity { get; } = identity;
    public Func<TItem, bool> Matches { get; } = matches;

    /// <summary>
    /// An index and a value that every matching item has there; events of other items then never come near the watcher.
    /// </summary>
    public (string Name, string Value)? Index { get; init; }
}
