namespace Netes.Storage.Caching;

/// <summary>
/// A secondary index of a watch cache: under which values an item is found (its node name, each of its "label=value").
/// Kept with every change, part of every snapshot; also chooses the watchers that an event concerns.
/// </summary>
/// <param name="name">What readers and filters call it.</param>
/// <param name="values">Adds the item's values to the list; a pure function of the item.</param>
public sealed class CacheIndex<TItem>(string name, Action<TItem, List<string>> values) where TItem : CachedObject
{
    public string Name { get; } = name;
    public Action<TItem, List<string>> Values { get; } = values;
}
