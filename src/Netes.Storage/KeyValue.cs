namespace Netes.Storage;

/// <summary>One key's state at one revision (etcd's <c>mvccpb.KeyValue</c>). Immutable; the value's bytes are shared.</summary>
public sealed class KeyValue
{
    public required string Key { get; init; }

    /// <summary>Empty when only keys were asked for, and in the key of a delete event.</summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>The revision in which the key came to be; a deleted key that is written again begins anew.</summary>
    public long CreateRevision { get; init; }

    /// <summary>The revision of the last change. In a delete event: that of the deletion.</summary>
    public long ModRevision { get; init; }

    /// <summary>1 at creation, one more with every change.</summary>
    public long Version { get; init; }

    /// <summary>The lease whose end deletes the key; 0: none.</summary>
    public long Lease { get; init; }
}
