namespace Netes.Client;

public enum WatchEventType { Added, Modified, Deleted, Bookmark }

/// <summary>One change in a watch. A bookmark's object carries nothing but a resource version
/// (and the annotation that ends the initial events).</summary>
public readonly record struct WatchEvent<T>(WatchEventType Type, T Object);
