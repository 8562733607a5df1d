namespace Netes.Storage.Caching;

/// <summary>
/// An object as the watch cache keeps it: one copy of the UTF-8 JSON that clients get, shared by every list and watch.
/// A derived class adds what the server wants to know about it (name, labels, selectable fields) and may compute dearer
/// things when first asked (the typed object, other encodings); whatever it adds must be safe for many readers.
/// </summary>
public abstract class CachedObject
{
    private readonly int _spliceStart, _spliceLength;

    /// <param name="stored">The state in the store, whose value is JSON without <c>metadata.resourceVersion</c>.</param>
    /// <exception cref="System.Text.Json.JsonException">The value is not a JSON object.</exception>
    protected CachedObject(KeyValue stored)
    {
        Key = stored.Key;
        Revision = stored.ModRevision;
        Json = ResourceVersionSplice.Find(stored.Value.Span).Insert(stored.Value.Span, Revision, out var inserted);
        (_spliceStart, _spliceLength) = inserted.GetOffsetAndLength(Json.Length);
    }

    /// <summary>The key in the store.</summary>
    public string Key { get; }

    /// <summary>The object's resource version.</summary>
    public long Revision { get; }

    /// <summary>The object, resource version included.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The same object as the store would give it with another mod revision.</summary>
    internal KeyValue StoredAt(long revision)
    {
        var value = GC.AllocateUninitializedArray<byte>(Json.Length - _spliceLength);
        Json.Span[.._spliceStart].CopyTo(value);
        Json.Span[(_spliceStart + _spliceLength)..].CopyTo(value.AsSpan(_spliceStart));
        return new KeyValue { Key = Key, Value = value, ModRevision = revision };
    }
}
